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

/** What is asked about the entries of a subject in one group. */
export interface DeliveryQuery {
  readonly partition: number;
  /** In the order of their stream. */
  readonly entries: readonly LineEntry[];
  /** The sequence that the group's record had applied before the entries were looked for; `null` when there is none. */
  readonly applied: number | null;
}

/**
 * What has become of some entries, in their order. Asking for it costs nothing that grows with what is pending.
 *
 * @throws Unavailable when Redis does not answer
 */
export async function readDeliveries(
  redis: Redis,
  { group, stream }: Pick<Subscription, 'group' | 'stream'>,
  { partition, entries, applied }: DeliveryQuery,
): Promise<Delivery[]> {
  if (entries.length === 0) return [];
  const key = keyIn(partition, stream.name);
  const info = (await groupInfos(redis, key)).find((one) => one.group === group);
  if (!info) return entries.map(() => UNDELIVERED);

  const delivered = entries.filter(({ entryId }) => compareEntryIds(entryId, info.lastDelivered) <= 0);
  const ids = delivered.map(({ entryId }) => entryId);
  const pending = info.pending > 0 ? await pendingAmong(redis, { key, group }, ids) : NONE_PENDING;
  const hasJumps = entries.some(({ kind }) => kind === 'snapshot');
  const doubtful = delivered.find(({ entryId, kind, event }) => {
    // A record that has applied a change has applied all before it, but for those that it jumped over by a snapshot.
    const isApplied = kind === 'change' && event.sequence <= (applied ?? -1) && !hasJumps;
    return !isApplied && !pending.has(entryId);
  });
  const dead = doubtful
    ? await deadAmong(redis, { group, partition, from: writtenAt(doubtful.entryId) })
    : NONE_DEAD;
  return entries.map(({ entryId }, i) => {
    if (i >= delivered.length) return UNDELIVERED;
    return pending.get(entryId) ?? dead.get(entryId) ?? { state: 'acknowledged' };
  });
}

const UNDELIVERED: Undelivered = { state: 'undelivered' };
const NONE_PENDING: ReadonlyMap<string, PendingEntry> = new Map();
const NONE_DEAD: ReadonlyMap<string, Dead> = new Map();

/** @param ids in their order */
async function pendingAmong(
  redis: Redis,
  { key, group }: { readonly key: string; readonly group: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, PendingEntry>> {
  const ask = async (from: string, to: string, count: number) =>
    (await answer(redis.xpending(key, group, from, to, count))).flatMap(pendingOf);
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return NONE_PENDING;
  const told = await ask(first, last, ids.length);
  // Others may be pending between them: where these fill the answer, what lies behind it is asked for one by one.
  const until = told.length < ids.length ? last : (told.at(-1)?.[0] ?? last);
  const behind = ids.filter((id) => compareEntryIds(id, until) > 0);
  const alone = await Promise.all(behind.map((id) => ask(id, id, 1)));
  return new Map([...told, ...alone.flat()]);
}

function pendingOf(found: unknown): [entryId: string, PendingEntry][] {
  if (!Array.isArray(found)) return [];
  const [entryId, , idleMs, deliveries] = found;
  return [[String(entryId), { state: 'pending', idleMs: Number(idleMs), deliveries: Number(deliveries) }]];
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
