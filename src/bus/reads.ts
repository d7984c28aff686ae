import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type BackOff, backOffMs } from './back-off.js';
import { isAboutTheKey } from './redis-errors.js';
import type { Reply } from './reply-parser.js';
import { takeOver, type Wire } from './wire.js';
import type { Command } from './working-set.js';

/** A connection that all reads share; it comes back by itself. */
export interface Reads {
  /**
   * Sent together with all others of this turn of the event loop, and again when the connection is lost. Never write by
   * it: a write could happen twice.
   *
   * @throws Error what Redis says of the key, or why no answer came in time
   */
  read(command: Command): Promise<Reply>;
  /** Ends the connection: what waits rejects. */
  close(): void;
}

export interface ReadsOptions {
  /** Makes an exclusive connection. */
  readonly connect: () => Promise<Redis>;
  /** How long a read may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Between two attempts to reach Redis. */
  readonly backOff: BackOff;
}

/** How often it is looked for reads that take too long, in milliseconds. */
const TICK_MS = 50;

/** Made once: it says nothing that differs from read to read. */
const NO_ANSWER = new Error('Redis does not answer in time');

interface Waiting {
  readonly command: Command;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly endsAt: number;
}

/** Connects when it is first used. */
export function createReads({ connect, timeoutMs, backOff }: ReadsOptions): Reads {
  let queue: Waiting[] = [];
  let underWay: Waiting[] = [];
  let isRunning = false;
  let wire: Wire | undefined;
  let failure: Error = NO_ANSWER;
  let ticker: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  const { signal } = closing;

  function read(command: Command): Promise<Reply> {
    if (signal.aborted) return Promise.reject(new Error('the reads are closed'));
    return new Promise((resolve, reject) => {
      queue.push({ command, resolve, reject, endsAt: performance.now() + timeoutMs });
      ticker ??= setInterval(failOverdue, TICK_MS);
      if (!isRunning) void run();
    });
  }

  async function run(): Promise<void> {
    isRunning = true;
    // Whatever else arrives in this turn of the event loop is sent with it.
    await new Promise((resolve) => setImmediate(resolve));
    for (let failures = 0; queue.length > 0 && !signal.aborted; ) {
      const group = queue;
      queue = [];
      underWay = group;
      try {
        await ask(group);
        failures = 0;
        failure = NO_ANSWER;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        discard();
        queue = [...underWay, ...queue];
        failures += 1;
      }
      underWay = [];
      if (failures > 0)
        await delay(backOffMs(backOff, failures), undefined, { signal }).catch(() => undefined);
    }
    isRunning = false;
    if (!signal.aborted) return;
    for (const { reject } of queue) reject(failure);
    queue = [];
  }

  async function ask(group: readonly Waiting[]): Promise<void> {
    const on = await connection();
    const replies = await on.send(group.map(({ command }) => command));
    const refusal = replies.find((reply) => reply instanceof Error && !isAboutTheKey(reply));
    // Redis loads its data, or is about to go: another connection, a little later, may be served.
    if (refusal instanceof Error) throw refusal;
    group.forEach(({ resolve, reject }, i) => {
      const reply = replies[i] ?? null;
      if (reply instanceof Error) reject(reply);
      else resolve(reply);
    });
  }

  async function connection(): Promise<Wire> {
    if (wire?.isOpen) return wire;
    const fresh = takeOver(await connect());
    wire = fresh;
    // It may have been closed while it was made.
    if (signal.aborted) discard();
    return fresh;
  }

  function discard(): void {
    wire?.close();
    wire = undefined;
  }

  function failOverdue(): void {
    const now = performance.now();
    const isOverdue = ({ endsAt }: Waiting) => now >= endsAt;
    for (const { reject } of [...underWay, ...queue].filter(isOverdue)) reject(failure);
    // A connection that is silent for so long is dead.
    if (underWay.some(isOverdue)) discard();
    underWay = underWay.filter((waiting) => !isOverdue(waiting));
    queue = queue.filter((waiting) => !isOverdue(waiting));
    if (underWay.length + queue.length > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  }

  return {
    read,
    close() {
      closing.abort();
      discard();
    },
  };
}
