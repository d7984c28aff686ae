import { EventEmitter, once } from 'node:events';
import type { ProxyConnection, RequestVerdict, Proxy as TestProxy } from './proxy.js';

/** Chunks of requests, by what they hold; ioredis writes commands in lower case, each pipeline as one chunk. */
export const requests = {
  /** The first request of a connection: it says its name. */
  handshake: /\r\nsetname\r\n/,
  /** What begins a transaction: a WATCH, the time, and what is known to be needed. */
  load: /\r\nwatch\r\n.*\r\ntime\r\n/s,
  /** A further WATCH in the same transaction, of what was found to be needed. */
  extend: /^(?!.*\r\ntime\r\n).*\r\nwatch\r\n/s,
  watch: /\r\nwatch\r\n/,
  exec: /\r\nexec\r\n/,
  /** Whatever a lane does with its fence outside of a transaction: it asks what became of one. */
  recovery: /^(?!.*\r\n(watch|exec)\r\n).*\}:lane:/s,
  /** Any request of a lane. */
  lane: /\r\n(watch|exec)\r\n|\}:lane:/,
} as const;

/** A pattern, or the name of a command in lower case. */
export type RequestKind = RegExp | string;

export interface Met {
  /** How many chunks were met so far. */
  readonly times: number;
}

/**
 * Does something to the first `times` chunks of a kind, and lets all others pass.
 *
 * @example const lost = meet(proxy, requests.exec, 'cut-after');
 */
export function meet(
  proxy: TestProxy,
  kind: RequestKind,
  verdict: RequestVerdict | ((connection: ProxyConnection) => Promise<RequestVerdict>),
  times = 1,
): Met {
  const pattern = typeof kind === 'string' ? new RegExp(`\\r\\n${kind}\\r\\n`) : kind;
  let met = 0;
  proxy.onRequest((chunk, connection) => {
    if (met >= times || !pattern.test(chunk.toString('latin1'))) return undefined;
    met += 1;
    return typeof verdict === 'function' ? verdict(connection) : verdict;
  });
  return {
    get times() {
      return met;
    },
  };
}

export interface Held {
  /** Resolves when the chunk has come to the proxy, on this connection. */
  readonly arrived: Promise<ProxyConnection>;
  /** Lets it go on to Redis, whether or not its client still waits. */
  release(): void;
}

/** Holds the first chunk of a kind back. */
export function hold(proxy: TestProxy, kind: RequestKind): Held {
  const gate = new EventEmitter<{ released: [] }>();
  const released = once(gate, 'released').then(() => undefined);
  const arrived = new Promise<ProxyConnection>((resolve) => {
    meet(proxy, kind, (connection) => {
      resolve(connection);
      return released;
    });
  });
  return { arrived, release: () => void gate.emit('released') };
}
