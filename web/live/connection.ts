import { createStore, type Readable } from '../state/store.js';
import { retryAfterMs, waitBeforeRetry } from './back-off.js';
import { createEventParser, type StreamEvent } from './event-parser.js';

/** `waiting`: the connection was lost, and is made again after a while. */
export type ConnectionStatus = 'connecting' | 'open' | 'waiting';

export interface Connection {
  readonly status: Readable<ConnectionStatus>;
  /** Connects at once if it waits, as something says that it would succeed now. */
  wake(): void;
  /** Ends the connection and makes another one, as who is asking has changed. */
  renew(): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly url: string;
  /** Asked before each attempt. */
  readonly token: () => string | undefined;
  readonly onEvent: (event: StreamEvent) => void;
  /** What was shown may have missed events: read it anew. Also called when the first connection is open. */
  readonly onReset: () => void;
  /** The server does not take the token. */
  readonly onUnauthenticated: () => void;
  /** Hears of what one of these has thrown; the connection is made anew then. */
  readonly onMistake: (error: unknown) => void;
  readonly fetch?: typeof fetch;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** After how long without a sign the connection counts as dead; the server sends one every 15 s. */
  readonly silentMs?: number;
}

/** How a connection has ended. */
interface Ended {
  /** Whether it was open: then it may be made again soon. */
  readonly worked: boolean;
  /** How long the server has asked to wait; 0 when it has not. */
  readonly retryAfterMs: number;
}

const failed: Ended = { worked: false, retryAfterMs: 0 };

/**
 * Follows a stream of Server-Sent Events, and comes back whenever it is lost, with `Last-Event-ID`. An EventSource can
 * do neither what is needed here: it sends no token, and after a 503 it gives up.
 */
export function connect(options: ConnectionOptions): Connection {
  const { url, token, onEvent, onReset, onUnauthenticated, onMistake } = options;
  const { random = Math.random, silentMs = 40_000 } = options;
  const get = options.fetch ?? fetch.bind(globalThis);
  const status = createStore<ConnectionStatus>('connecting');
  let lastEventId = '';
  let retryMs = 1000;
  /** Whether what is shown may have missed events that no `Last-Event-ID` brings. */
  let missed = true;
  let renewed = false;
  let closed = false;
  let attempt = new AbortController();
  let endPause = () => {
    // Nothing waits yet.
  };

  async function run(): Promise<void> {
    let failures = 0;
    while (!closed) {
      attempt = new AbortController();
      renewed = false;
      const after = await follow(attempt).catch(breakOff);
      failures = after.worked ? 0 : failures + 1;
      if (closed || renewed) continue;
      status.set('waiting');
      await pause(waitBeforeRetry({ failures, retryMs, retryAfterMs: after.retryAfterMs, random: random() }));
    }
  }

  /** One connection, from its beginning to its end. */
  async function follow(controller: AbortController): Promise<Ended> {
    status.set('connecting');
    const watch = watchSilence(controller);
    try {
      const { signal } = controller;
      const response = await get(url, { headers: headers(), signal }).catch(() => undefined);
      if (response === undefined) return failed;
      if (!response.ok || response.body === null) {
        refuse(response);
        return { ...failed, retryAfterMs: retryAfterMs(response.headers.get('Retry-After')) };
      }
      status.set('open');
      if (missed || lastEventId === '') {
        missed = false;
        onReset();
      }
      return await read(response.body, watch.heard);
    } finally {
      watch.end();
      // What is not read to its end would stay open.
      controller.abort();
    }
  }

  /** Who was told has made a mistake: what they show may be wrong, and is read anew. */
  function breakOff(error: unknown): Ended {
    missed = true;
    onMistake(error);
    return failed;
  }

  async function read(body: ReadableStream<Uint8Array>, heard: () => void): Promise<Ended> {
    const parser = createEventParser(lastEventId);
    const utf8 = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      // A connection that is cut is one that worked: it may be made again soon.
      const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (done) return { worked: true, retryAfterMs: 0 };
      heard();
      const events = parser.push(utf8.decode(value, { stream: true }));
      ({ lastEventId } = parser);
      retryMs = parser.retryMs ?? retryMs;
      for (const event of events) {
        if (event.name === 'reset') onReset();
        else onEvent(event);
      }
    }
  }

  function headers(): Record<string, string> {
    const bearer = token();
    return {
      Accept: 'text/event-stream',
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      ...(lastEventId !== '' && { 'Last-Event-ID': lastEventId }),
    };
  }

  function refuse({ status: code }: Response): void {
    if (code === 401) onUnauthenticated();
    // Another server, or other data: what was seen there means nothing here.
    if (code === 422) lastEventId = '';
  }

  function watchSilence(controller: AbortController) {
    let timer = setTimeout(() => controller.abort(), silentMs);
    return {
      heard() {
        clearTimeout(timer);
        timer = setTimeout(() => controller.abort(), silentMs);
      },
      end: () => clearTimeout(timer),
    };
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => endPause(), ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  void run();
  return {
    status,
    wake: () => endPause(),
    renew() {
      missed = true;
      renewed = true;
      attempt.abort();
      endPause();
    },
    close() {
      closed = true;
      attempt.abort();
      endPause();
    },
  };
}
