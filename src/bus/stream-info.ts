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
  if (reply === undefined) return undefined;
  const info = mapOf(reply);
  const first = info.get('first-entry');
  return {
    firstId: Array.isArray(first) ? String(first[0]) : undefined,
    lastId: String(info.get('last-generated-id')),
    whole: Number(info.get('entries-added')) === Number(info.get('length')),
  };
}

/** How far a consumer group is. */
export interface GroupInfo {
  readonly group: string;
  /** Entries not read yet; `null` when Redis can't tell. */
  readonly lag: number | null;
  /** Entries read and not acknowledged. */
  readonly pending: number;
  /** The id of the entry that was read last. */
  readonly lastDelivered: string;
}

/**
 * All groups of a stream; none where there is no stream.
 *
 * @throws Unavailable when Redis does not answer
 */
export async function groupInfos(redis: Redis, key: string): Promise<GroupInfo[]> {
  const groups = await answer(redis.call('XINFO', 'GROUPS', key).catch(nothingWithoutKey));
  return (Array.isArray(groups) ? groups : []).map((group: unknown) => {
    const info = mapOf(group);
    const lag = info.get('lag');
    return {
      group: String(info.get('name')),
      lag: typeof lag === 'number' ? lag : null,
      pending: Number(info.get('pending')),
      lastDelivered: String(info.get('last-delivered-id')),
    };
  });
}

export function mapOf(reply: unknown): Map<unknown, unknown> {
  return new Map(pairs<unknown>(Array.isArray(reply) ? reply : []));
}

export function nothingWithoutKey(error: unknown): undefined {
  if (isReplyError(error) && error.message === 'ERR no such key') return undefined;
  throw error;
}
