import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { parseTarget, type RedisTarget } from '../../src/redis/target.js';

/**
 * Looks at what a client sends before it is forwarded. `'cut-before'`: Redis never gets the chunk. `'cut-after'`: Redis
 * executes it, and the client never hears the answer. Either way the client sees its connection close. A promise holds
 * the chunk back, and what follows it on its connection, until it resolves.
 */
export type RequestHook = (
  chunk: Buffer,
  connection: ProxyConnection,
) => RequestVerdict | Promise<RequestVerdict>;

export type RequestVerdict = undefined | 'cut-before' | 'cut-after';

export interface ProxyConnection {
  /** 1 for the first connection that the proxy accepted, and so on. */
  readonly number: number;
  /** Redis has closed its side: where the client closed first, Redis has executed all that came before that. */
  readonly isEnded: boolean;
  cut(): void;
}

export interface Proxy {
  /** What the client connects to: a port of 127.0.0.1. */
  readonly target: RedisTarget;
  /** The connections that are open now, oldest first. */
  readonly connections: readonly ProxyConnection[];
  /** How many were accepted so far. */
  readonly accepted: number;
  /** Closes every open connection, on both sides. */
  cut(): void;
  /** Requests pass; replies are held back and delivered by `heal`. */
  pauseReplies(): void;
  /** Requests pass; replies are lost, those sent before `heal` for ever. */
  dropReplies(): void;
  /** Accepts connections and passes nothing either way; like the network's, what it holds arrives after `heal`. */
  blackHole(): void;
  /** Every reply comes so many milliseconds later. */
  delay(ms: number): void;
  /** What comes arrives in pieces of so many bytes, both ways, with a turn of the event loop between them. */
  trickle(bytes: number): void;
  /** Ends every fault above. Connections that lost replies to `dropReplies` stay out of step: cut them. */
  heal(): void;
  /** Calls `hook` with each chunk of each client until the returned function is called. */
  onRequest(hook: RequestHook): () => void;
  stop(): Promise<void>;
}

/** A TCP proxy in front of a Redis, whose faults are switched while it runs. */
export async function startProxy({ target }: { target: RedisTarget }): Promise<Proxy> {
  const faults: Faults = { requests: createGate(), replies: createGate(), ...none };
  const hooks = new Set<RequestHook>();
  const links = new Set<Link>();
  let accepted = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    accepted += 1;
    const redis = createConnection({ ...upstream(target), allowHalfOpen: true });
    const link = createLink(accepted, client, redis);
    links.add(link);
    client.once('close', () => links.delete(link));
    // A side that breaks takes the other with it, as on a direct connection.
    Promise.all([passRequests(link, faults, hooks), passReplies(link, faults)]).catch(link.cut);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const link of links) link.cut();
  };
  const heal = () => {
    Object.assign(faults, none);
    faults.requests.open();
    faults.replies.open();
  };

  return {
    target: `redis://127.0.0.1:${portOf(server)}`,
    get connections() {
      return [...links];
    },
    get accepted() {
      return accepted;
    },
    cut,
    pauseReplies: faults.replies.close,
    dropReplies() {
      faults.dropping = true;
    },
    blackHole() {
      faults.requests.close();
      faults.replies.close();
    },
    delay(ms) {
      faults.delayMs = ms;
    },
    trickle(bytes) {
      faults.pieceBytes = bytes;
    },
    heal,
    onRequest(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    async stop() {
      cut();
      heal();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Faults {
  requests: Gate;
  replies: Gate;
  dropping: boolean;
  delayMs: number;
  pieceBytes: number;
}

const none = { dropping: false, delayMs: 0, pieceBytes: Number.POSITIVE_INFINITY };

interface Link extends ProxyConnection {
  client: Socket;
  redis: Socket;
  /** The client is to hear nothing any more. */
  silent: boolean;
}

function createLink(number: number, client: Socket, redis: Socket): Link {
  return {
    number,
    client,
    redis,
    silent: false,
    get isEnded() {
      return redis.readableEnded;
    },
    cut() {
      client.destroy();
      redis.destroy();
    },
  };
}

async function passRequests(link: Link, faults: Faults, hooks: ReadonlySet<RequestHook>): Promise<void> {
  for await (const chunk of chunks(link.client)) {
    await faults.requests.opened();
    const verdicts = await Promise.all([...hooks].map((hook) => hook(chunk, link)));
    if (verdicts.includes('cut-before')) return link.cut();
    if (verdicts.includes('cut-after')) {
      link.silent = true;
      link.redis.end(chunk);
      // Redis closes its side when it has read, and so executed, everything that came before our end.
      await once(link.redis, 'close');
      return link.cut();
    }
    await writeIn(link.redis, chunk, faults);
  }
  link.redis.end();
}

async function passReplies(link: Link, faults: Faults): Promise<void> {
  let passed = Promise.resolve();
  const pass = async (chunk: Buffer, due: number) => {
    // A timer drops what is less than a millisecond.
    if (due > performance.now()) await sleep(Math.ceil(due - performance.now()));
    await faults.replies.opened();
    await writeIn(link.client, chunk, faults);
  };
  for await (const chunk of chunks(link.redis)) {
    if (faults.dropping || link.silent) continue;
    // Each is late by its own arrival: a reply that comes in two pieces is not late twice.
    const due = performance.now() + faults.delayMs;
    passed = passed.then(() => pass(chunk, due));
  }
  await passed;
  if (!link.silent) link.client.end();
}

async function writeIn(socket: Socket, chunk: Buffer, { pieceBytes }: Faults): Promise<void> {
  for (let at = 0; at < chunk.length; at += pieceBytes) {
    if (at > 0) await setImmediate();
    socket.write(chunk.subarray(at, at + pieceBytes));
  }
}

function upstream(target: RedisTarget): { path: string } | { host: string; port: number } {
  const { path, host = 'localhost', port = 6379 } = parseTarget(target);
  return path === undefined ? { host, port } : { path };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no TCP address');
  return address.port;
}

/** The data of a socket, chunk by chunk; the socket stays open when they end, for the other direction's sake. */
function chunks(socket: Socket): AsyncIterable<Buffer> {
  socket.on('error', () => {
    // Told by the iterator, which however listens only while somebody iterates.
  });
  return { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false }) };
}

interface Gate {
  /** Resolves when the gate is open. */
  opened(): Promise<void>;
  open(): void;
  close(): void;
}

function createGate(): Gate {
  let opened = Promise.resolve();
  let release: (() => void) | undefined;
  return {
    opened: () => opened,
    open() {
      release?.();
      release = undefined;
    },
    close() {
      if (release !== undefined) return;
      opened = new Promise((resolve) => {
        release = resolve;
      });
    },
  };
}
