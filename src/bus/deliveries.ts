import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { formatDeadLetterId } from './dead-letter-id.js';
import { type DeadLetter, deadLettersSince } from './dead-letters.js';
import { keyIn } from './partition.js';
import { groupInfos } from './stream-info.js';
import { compareEntryIds, writtenAt } from './stream-position.js';
import type { LineEntry } from './subject-line.js';
import type { Subscription } from './subscription.js';

/** What has become of an entry in one consumer group. */
export type Delivery = Undelivered | PendingEntry | Acknowledged | Dead;

/** The group has not read it yet. */
export interface Undelivered {
  readonly state: 'undelivered';
}

/** It was read and not acknowledged. */
export interface PendingEntry {
  readonly state: 'pending';
  /** How often it was given to a consumer. */
  readonly deliveries: number;
  /** Since when it was not given to any, in milliseconds. */
  readonly idleMs: number;
}

/** It was acknowledged, and is not known to be a dead letter. */
export interface Acknowledged {
  readonly state: 'acknowledged';
}

/** It could not be handled. */
export interface Dead {
  readonly state: 'dead';
  /** Names it among the dead letters; `null` when it was discarded. */
  readonly deadLetter: string | null;
  readonly error: string | null;
  readonly attempts: number | null;
}

/**
 * What has become of some entries, in their order. Asking for it costs nothing that grows with what is pending.
 *
 * @param entries in the order of their stream
 * @throws Unavailable when Redis does not answer
 */
export async function readDeliveries(
  redis: Redis,
  { group, stream }: Pick<Subscription, 'group' | 'stream'>,
  partition: number,
  entries: readonly LineEntry[],
): Promise<Delivery[]> {
  const [first] = entries;
  if (!first) return [];
  const key = keyIn(partition, stream.name);
  const info = (await groupInfos(redis, key)).find((one) => one.group === group);
  if (!info) return entries.map(() => ({ state: 'undelivered' }));

  const delivered = entries.filter(({ entryId }) => compareEntryIds(entryId, info.lastDelivered) <= 0);
  const pending = await Promise.all(delivered.map(({ entryId }) => pendingAt(redis, key, group, entryId)));
  const dead = await deadAmong(redis, { group, partition, from: writtenAt(first.entryId) });
  return entries.map(({ entryId }, i) => {
    if (i >= delivered.length) return { state: 'undelivered' };
    return pending[i] ?? dead.get(entryId) ?? { state: 'acknowledged' };
  });
}

async function pendingAt(
  redis: Redis,
  key: string,
  group: string,
  entryId: string,
): Promise<PendingEntry | undefined> {
  const [found] = await answer(redis.xpending(key, group, entryId, entryId, 1));
  if (!Array.isArray(found)) return undefined;
  const [, , idleMs, deliveries] = found.map(Number);
  return { state: 'pending', idleMs: idleMs ?? 0, deliveries: deliveries ?? 1 };
}

/** The most dead letters that are looked at: each is read whole. */
const MOST_LETTERS = 500;

/** A dead letter is younger than its entry, and there are few of them, if any. */
async function deadAmong(
  redis: Redis,
  query: { readonly group: string; readonly partition: number; readonly from: number },
): Promise<ReadonlyMap<string, Dead>> {
  const letters = await deadLettersSince(redis, { ...query, limit: MOST_LETTERS });
  return new Map(
    letters.flatMap((letter) => (letter.entryId ? [[letter.entryId, deadOf(query, letter)]] : [])),
  );
}

function deadOf(
  place: { readonly group: string; readonly partition: number },
  { id: streamId, error, attempts }: DeadLetter,
): Dead {
  return { state: 'dead', deadLetter: formatDeadLetterId({ ...place, streamId }), error, attempts };
}
