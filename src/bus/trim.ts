import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import { answer } from './answer.js';
import { countToCut, floorOf, type GroupPosition, type Retention } from './cut.js';
import { entriesOf, type RawEntry } from './group-reader.js';
import { forgetHistory } from './history.js';
import { DEADLINE_MS } from './journal.js';
import type { Lane, Work } from './lane.js';
import { keyIn } from './partition.js';
import { millisecondsOf } from './replies.js';
import { groupInfos } from './stream-info.js';
import { compareEntryIds, writtenAt } from './stream-position.js';
import type { Subscription } from './subscription.js';
import type { Need } from './working-set.js';

/** A stream with those whom it is kept for. */
export interface ReadStream {
  readonly name: string;
  /** The groups that this process reads it for. */
  readonly groups: readonly string[];
  /** Whether it is kept where the changes of a subject are in it. */
  readonly keepsHistory: boolean;
}

export interface TrimOptions {
  /** The connection that reads share; nothing is written through it. */
  readonly redis: Redis;
  readonly lane: Lane;
  readonly partition: number;
  readonly stream: ReadStream;
  readonly retention: Retention;
  /** The most entries that are cut by one EXEC: nobody else is served meanwhile. */
  readonly pieceSize: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** The streams of some subscriptions, each with all its readers. A record that is in none of them is not known here. */
export function streamsOf(subscriptions: readonly Subscription[]): ReadStream[] {
  const records = subscriptions.flatMap(({ record, consequences }) => [
    record,
    ...[...consequences.values()].map((consequence) => consequence.record),
  ]);
  const names = new Set(subscriptions.map(({ stream }) => stream.name));
  return [...names].map((name) => ({
    name,
    groups: subscriptions.filter(({ stream }) => stream.name === name).map(({ group }) => group),
    keepsHistory: records.some(
      (record) => record.kind === 'source' && record.keepsHistory === true && record.stream.name === name,
    ),
  }));
}

/**
 * Cuts what is old or too much from the beginning of one partition's stream, as far as every group is done with it
 * (docs/decisions/0018-what-is-cut-from-a-stream.md). Any number of processes may do so at once.
 *
 * @throws Unavailable when Redis does not answer; what was cut by then is cut
 */
export async function trimStream(options: TrimOptions): Promise<void> {
  const { partition, stream, log, signal } = options;
  let entries = 0;
  let upTo = '';
  try {
    while (!signal.aborted) {
      const cut = await trimPiece(options);
      const last = cut.at(-1);
      if (!last) return;
      entries += cut.length;
      upTo = last.entryId;
    }
  } finally {
    if (entries > 0)
      log.info({ partition, stream: stream.name, entries, upTo }, 'old entries were cut from a stream');
  }
}

/** @returns the entries that were cut; none when there is nothing to cut, or another process is at it */
async function trimPiece({
  redis,
  lane,
  partition,
  stream,
  retention,
  pieceSize,
}: TrimOptions): Promise<RawEntry[]> {
  const key = keyIn(partition, stream.name);
  const state = await look(redis, key);
  if (!state || !isDue(state, retention)) return [];
  const floor = floorOf(await positionsIn(redis, key), stream.groups);
  if (floor === undefined || compareEntryIds(state.oldest, floor) >= 0) return [];

  // One more than may go: the id of the first that stays says where to cut.
  const entries = entriesOf(await answer(redis.xrange(key, '-', '+', 'COUNT', pieceSize + 1)));
  const ids = entries.map(({ entryId }) => entryId);
  const count = countToCut(ids, { ...state, floor }, retention);
  const [going, stays] = [entries.slice(0, count), ids[count]];
  if (going.length === 0 || stays === undefined) return [];
  const done = await lane.submit(cutOff(partition, stream, going, stays), { deadlineMs: DEADLINE_MS });
  return done ? going : [];
}

interface StreamState {
  readonly length: number;
  /** The id of its first entry. */
  readonly oldest: string;
  /** By Redis TIME. */
  readonly nowMs: number;
}

async function look(redis: Redis, key: string): Promise<StreamState | undefined> {
  const [length, time, [oldest]] = await answer(
    Promise.all([redis.xlen(key), redis.time(), redis.xrange(key, '-', '+', 'COUNT', 1)]),
  );
  return oldest && { length, oldest: oldest[0], nowMs: millisecondsOf(time) };
}

function isDue({ length, oldest, nowMs }: StreamState, { maxAgeMs, maxLength }: Retention): boolean {
  return length > maxLength || writtenAt(oldest) < nowMs - maxAgeMs;
}

/** How far each group is. What is read of one can be older than what is read of it next, but a group only goes on. */
async function positionsIn(redis: Redis, key: string): Promise<GroupPosition[]> {
  const infos = await groupInfos(redis, key);
  return await Promise.all(
    infos.map(async ({ group, lastDelivered, pending }) => {
      const [, oldest] = pending > 0 ? await answer(redis.xpending(key, group)) : [];
      return { group, lastDelivered, oldestPending: typeof oldest === 'string' ? oldest : undefined };
    }),
  );
}

/**
 * Cuts these entries, unless another process has. The key that is watched is one that whoever cuts writes to: the
 * stream's own is changed by every new entry.
 */
function cutOff(
  partition: number,
  { name, keepsHistory }: ReadStream,
  going: readonly RawEntry[],
  stays: string,
): Work<boolean> {
  const key = keyIn(partition, name);
  const mark = keyIn(partition, `trim:${name}`);
  const oldest: Need = { id: `${key} oldest`, key: mark, read: ['xrange', key, '-', '+', 'COUNT', 1] };
  return {
    needs: () => [oldest],
    decide(set) {
      const [first] = entriesOf(set.reply(oldest));
      if (first?.entryId !== going[0]?.entryId) return false;
      set.command(['set', mark, stays, 'ex', MARK_SECONDS]);
      set.command(['xtrim', key, 'minid', '=', stays]);
      for (const command of forgetHistory({ stream: name, changes: keepsHistory }, going, partition))
        set.command(command);
      return true;
    },
  };
}

/** Longer than any transaction is under way. */
const MARK_SECONDS = 3600;
