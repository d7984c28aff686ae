import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { keyIn } from './partition.js';
import { fieldsOf, millisecondsOf } from './replies.js';
import { groupInfos } from './stream-info.js';
import { writtenAt } from './stream-position.js';
import type { Subscription } from './subscription.js';

/** How a consumer group stands in one partition. */
export interface GroupState {
  readonly group: string;
  readonly stream: string;
  readonly partition: number;
  readonly exists: boolean;
  /** Entries not read yet; `null` when Redis can't tell. */
  readonly lag: number | null;
  /** Entries read and not acknowledged. */
  readonly pending: number;
  /** The oldest of those that have waited longer than they should. */
  readonly stuck: readonly StuckEntry[];
  readonly deadLetters: number;
  /** How many gaps snapshots have healed in this process since it started. */
  readonly healed: number;
}

/** An entry that is still pending although it has been there for a while. */
export interface StuckEntry {
  readonly entryId: string;
  readonly subject: string;
  readonly sequence: number;
  /** Since it was written. */
  readonly ageMs: number;
}

/** How many stuck entries are named; a backlog behind one gap is many entries of one subject. */
const NAMED = 20;

/** Looks at a subscription's group in one partition, as Redis has it: any process sees the same. */
export async function inspectGroup(
  redis: Redis,
  { group, stream }: Subscription,
  partition: number,
  { stuckAfterMs }: { readonly stuckAfterMs: number },
): Promise<Omit<GroupState, 'healed'>> {
  const key = keyIn(partition, stream.name);
  const [groups, deadLetters] = await Promise.all([
    groupInfos(redis, key),
    answer(redis.xlen(keyIn(partition, `dead:${group}`))),
  ]);
  const place = { group, stream: stream.name, partition, deadLetters };
  const info = groups.find((found) => found.group === group);
  if (!info) return { ...place, exists: false, lag: null, pending: 0, stuck: [] };
  const { lag, pending } = info;
  if (pending === 0) return { ...place, exists: true, lag, pending, stuck: [] };
  const now = millisecondsOf(await answer(redis.time()));
  const stuck = await stuckEntries(redis, { key, group }, { now, stuckAfterMs });
  return { ...place, exists: true, lag, pending, stuck };
}

/**
 * The oldest entries of a group that are pending for longer than they should.
 *
 * @param options `now` by Redis TIME, in milliseconds
 */
export async function stuckEntries(
  redis: Redis,
  { key, group }: { readonly key: string; readonly group: string },
  { now, stuckAfterMs }: { readonly now: number; readonly stuckAfterMs: number },
): Promise<StuckEntry[]> {
  const pending = await answer(redis.xpending(key, group, '-', '+', NAMED));
  const ids = pending
    .map((entry) => (Array.isArray(entry) ? String(entry[0]) : ''))
    .filter((id) => id !== '');
  const old = ids.filter((id) => now - writtenAt(id) > stuckAfterMs);
  const entries = await Promise.all(old.map((id) => answer(redis.xrange(key, id, id))));
  return entries.flat().map(([entryId, fields]) => {
    const { subject = '', sequence } = fieldsOf(fields);
    return { entryId, subject, sequence: Number(sequence), ageMs: now - writtenAt(entryId) };
  });
}
