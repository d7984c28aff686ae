import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { mapOf, nothingWithoutKey } from './stream-info.js';
import { BEGINNING } from './stream-position.js';

/** A stream with its groups and their consumers, as Redis has them. */
export interface StreamReport {
  readonly length: number;
  /** How many entries were ever added. */
  readonly added: number;
  /** The id of the oldest entry that is left; `null` when none is. */
  readonly firstId: string | null;
  /** The id of the newest entry that there ever was; `null` when there was none. */
  readonly lastId: string | null;
  readonly groups: readonly GroupReport[];
}

export interface GroupReport {
  readonly group: string;
  /** Entries not read yet; `null` when Redis can't tell. */
  readonly lag: number | null;
  /** Entries read and not acknowledged. */
  readonly pending: number;
  /** How many entries were ever acknowledged; `null` when Redis can't tell. */
  readonly acknowledged: number | null;
  readonly oldestPending: PendingReport | null;
  readonly consumers: readonly ConsumerReport[];
}

/** An entry that was read and not acknowledged. */
export interface PendingReport {
  readonly entryId: string;
  /** Whom it was given to, last. */
  readonly consumer: string;
  /** When it was given to them, in milliseconds since 1970 by Redis' clock. */
  readonly deliveredAt: number;
  /** How often it was given to somebody. */
  readonly deliveries: number;
}

export interface ConsumerReport {
  readonly name: string;
  readonly pending: number;
  /** When it asked for entries, last (Redis 7.2) or was given some; milliseconds since 1970 by Redis' clock. */
  readonly seenAt: number;
}

/**
 * All that Redis tells of a stream by one command, however long the stream is: it names one entry of each list.
 *
 * @returns `undefined` when there is no such stream
 * @throws Unavailable when Redis does not answer
 */
export async function streamReport(redis: Redis, key: string): Promise<StreamReport | undefined> {
  const reply = redis.call('XINFO', 'STREAM', key, 'FULL', 'COUNT', 1).catch(nothingWithoutKey);
  const known = await answer(reply);
  if (known === undefined) return undefined;
  const info = mapOf(known);
  const [first] = listOf(info.get('entries'));
  const lastId = String(info.get('last-generated-id'));
  return {
    length: Number(info.get('length')),
    added: Number(info.get('entries-added')),
    firstId: Array.isArray(first) ? String(first[0]) : null,
    lastId: lastId === BEGINNING ? null : lastId,
    groups: listOf(info.get('groups')).map((group) => groupReport(mapOf(group))),
  };
}

function groupReport(info: Map<unknown, unknown>): GroupReport {
  const pending = Number(info.get('pel-count'));
  const [oldest] = listOf(info.get('pending'));
  const read = info.get('entries-read');
  return {
    group: String(info.get('name')),
    lag: numberIn(info.get('lag')),
    pending,
    // Redis does not count for a group that has read nothing yet.
    acknowledged: info.get('last-delivered-id') === BEGINNING ? 0 : lessBy(pending, numberIn(read)),
    oldestPending: Array.isArray(oldest) ? pendingReport(oldest) : null,
    consumers: listOf(info.get('consumers')).map((consumer) => consumerReport(mapOf(consumer))),
  };
}

function pendingReport([entryId, consumer, deliveredAt, deliveries]: readonly unknown[]): PendingReport {
  return {
    entryId: String(entryId),
    consumer: String(consumer),
    deliveredAt: Number(deliveredAt),
    deliveries: Number(deliveries),
  };
}

function consumerReport(info: Map<unknown, unknown>): ConsumerReport {
  return {
    name: String(info.get('name')),
    pending: Number(info.get('pel-count')),
    seenAt: Number(info.get('seen-time')),
  };
}

function lessBy(amount: number, count: number | null): number | null {
  return count === null ? null : count - amount;
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function listOf(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
