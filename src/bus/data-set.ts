import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { answer } from './answer.js';

/** Which data this is: made once, by the first server that uses it. It is no partition's own key. */
const KEY = 'holdfast:data-set';

/** How often it is looked at, on average, in milliseconds. */
const EVERY_MS = 1000;

/**
 * Gives the data an identity, unless it has one (docs/decisions/0021-lost-data-is-told.md).
 *
 * @returns its identity, and whether these are its first moments
 */
export async function registerDataSet(
  redis: Redis,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  // A Redis that is full or read-only refuses every SET, and can still be read.
  const found = await redis.get(KEY);
  if (found !== null) return { id: found, isNew: false };
  const made = randomUUID();
  // Another server may have been faster.
  const id = (await redis.set(KEY, made, 'NX', 'GET')) ?? made;
  return { id, isNew: id === made };
}

/** Whether Redis still holds the data that this process began with. */
export interface DataSet {
  /** Why not, as far as was seen last: a sentence for the operator. `undefined` while it does. */
  readonly replaced: string | undefined;
  /**
   * Looks now, and answers as `replaced` does.
   *
   * @throws Unavailable when Redis does not answer
   */
  look(): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface DataSetOptions {
  /** The connection that reads share. */
  readonly redis: Redis;
  /** What `registerDataSet` returned. */
  readonly id: string;
  readonly log: Log;
}

/** Looks every second whether the data is still there; the log says when it goes and when it is back. */
export function watchDataSet({ redis, id, log }: DataSetOptions): DataSet {
  const stopping = new AbortController();
  const { signal } = stopping;
  let replaced: string | undefined;

  async function look(): Promise<string | undefined> {
    const found = await answer(redis.get(KEY));
    const before = replaced;
    replaced = found === id ? undefined : found === null ? EMPTIED : OTHER;
    if (replaced !== undefined && before === undefined) log.error({ dataSet: id, found }, replaced);
    if (replaced === undefined && before !== undefined)
      log.warn({ dataSet: id }, 'the data that this server began with is back; requests are answered again');
    return replaced;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      // The jitter keeps servers that were started together from looking together.
      await delay(EVERY_MS * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      // A Redis that does not answer says nothing about its data.
      if (!signal.aborted) await look().catch(() => undefined);
    }
  }

  const running = run();
  return {
    get replaced() {
      return replaced;
    },
    look,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const ADVICE =
  'Nothing is answered from it. Restore the newest backup, and the servers go on by themselves; ' +
  'to go on with what is there now, restart every server.';

const EMPTIED = `the data is gone: Redis was emptied, or has come back without it. ${ADVICE}`;

const OTHER = `the data was replaced: Redis holds another data set than this server began with. ${ADVICE}`;
