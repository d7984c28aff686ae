import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { isReplyError } from './redis-errors.js';
import { pairs } from './replies.js';

/** What a stream holds, and what it has held. */
export interface StreamInfo {
  /** The id of the oldest entry that is left; `undefined` when none is. */
  readonly firstId: string | undefined;
  /** The id of the newest entry that there ever was. */
  readonly lastId: string;
  /** Whether all entries that were ever added are still there. */
  readonly whole: boolean;
}

/**
 * @returns `undefined` when there is no such stream
 * @throws Unavailable when Redis does not answer
 */
export async function streamInfo(redis: Redis, key: string): Promise<StreamInfo | undefined> {
  const reply = await answer(redis.call('XINFO', 'STREAM', key).catch(nothingWithoutKey));
  if (!Array.isArray(reply)) return undefined;
  const info = new Map(pairs<unknown>(reply));
  const first = info.get('first-entry');
  return {
    firstId: Array.isArray(first) ? String(first[0]) : undefined,
    lastId: String(info.get('last-generated-id')),
    whole: Number(info.get('entries-added')) === Number(info.get('length')),
  };
}

function nothingWithoutKey(error: unknown): undefined {
  if (isReplyError(error) && error.message === 'ERR no such key') return undefined;
  throw error;
}
