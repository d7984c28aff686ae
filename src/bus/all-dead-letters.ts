import type { Redis } from 'ioredis';
import type { Spans } from '../spans.js';
import { type DeadLetterId, formatDeadLetterId, newestFirst, parseDeadLetterId } from './dead-letter-id.js';
import {
  type DeadLetter,
  discardDeadLetter,
  listDeadLetters,
  type Replayed,
  type ReplayRefusal,
  replayDeadLetter,
} from './dead-letters.js';
import { Fault } from './faults.js';
import type { Fields } from './hash-codec.js';
import { DEADLINE_MS } from './journal.js';
import type { Lane } from './lane.js';
import type { Page } from './record-reader.js';
import { refuse } from './refusal.js';
import { pairs } from './replies.js';
import type { Subscription } from './subscription.js';

/** A dead letter with where it came from. */
export interface ListedDeadLetter extends Omit<DeadLetter, 'fields'> {
  /** Names it among those of all groups and partitions. */
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  readonly partition: number;
  /** The entry's fields, as they were. */
  readonly fields: Fields;
  /** How many entries about the same subject wait in this process; others may hold more. */
  readonly waiting: number;
}

/** What the consumer groups of this bus could not handle. All of it throws Unavailable when Redis does not answer in time. */
export interface DeadLetters {
  /**
   * A page of the dead letters, newest first, over all groups and partitions. It costs a look into each of their
   * streams and what it answers, however many there are.
   *
   * @param after the id that ended the page before
   */
  list(query: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Page<ListedDeadLetter>>;
  /**
   * Gives an entry to the group that failed, through the gate. It leaves the dead letters in the EXEC that applies
   * it, and the entries that wait for it go on.
   */
  replay(id: string): Promise<Replayed | ReplayRefusal>;
  /** Removes a dead letter for good; tells whether there was one. */
  discard(id: string): Promise<boolean>;
}

type WaitingBehind = (place: {
  readonly group: string;
  readonly partition: number;
  readonly subject: string;
}) => number;

export interface DeadLettersOptions {
  /** The connection that reads share; nothing is written through it. */
  readonly redis: Redis;
  /** The lane of each partition, from 0. */
  readonly lanes: readonly Lane[];
  /** Those that are read for. */
  readonly subscriptions: () => readonly Subscription[];
  /** How many entries about a subject wait here. */
  readonly waitingBehind: WaitingBehind;
  readonly spans?: Spans | undefined;
}

/** Makes the dead letters of all groups and partitions one list. */
export function createDeadLetters(options: DeadLettersOptions): DeadLetters {
  const { redis, lanes, subscriptions, waitingBehind, spans } = options;
  const find = (id: string) => {
    const place = parseDeadLetterId(id);
    const subscription = subscriptions().find(({ group }) => group === place?.group);
    const lane = place && lanes[place.partition];
    return subscription && lane && { ...place, subscription, lane };
  };

  return {
    async list({ limit, after }) {
      const cursor = after === undefined ? undefined : parseDeadLetterId(after);
      if (after !== undefined && !cursor) throw new Fault(`this is no id of a dead letter: ${after}`);
      const sources = subscriptions().flatMap((subscription) =>
        lanes.map((_, partition) => createSource(redis, subscription, partition, cursor)),
      );
      const letters = await newest(sources, limit + 1);
      const items = letters.slice(0, limit).map(({ letter }) => {
        const { group, partition, fields } = letter;
        const { subject } = fields;
        return {
          ...letter,
          waiting: subject === undefined ? 0 : waitingBehind({ group, partition, subject }),
        };
      });
      return { items, next: letters.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async replay(id) {
      const found = find(id);
      if (!found) return refuse('not-found');
      const { subscription, partition, lane, streamId } = found;
      const { group } = subscription;
      const [letter] = await listDeadLetters(redis, { group, partition, from: streamId, limit: 1 });
      // Another one when this one is gone.
      if (letter?.id !== streamId) return refuse('not-found');
      return replayDeadLetter(lane, subscription, partition, letter, { deadlineMs: DEADLINE_MS, spans });
    },
    async discard(id) {
      const found = find(id);
      if (!found) return false;
      const { lane, group, partition, streamId } = found;
      return await lane.submit(discardDeadLetter(group, partition, streamId), { deadlineMs: DEADLINE_MS });
    },
  };
}

/** A dead letter with what it is ordered by. */
interface Placed extends DeadLetterId {
  readonly letter: Omit<ListedDeadLetter, 'waiting'>;
}

/** The dead letters of one group in one partition, read from the newest on. */
interface Source {
  readonly found: readonly Placed[];
  /** Whether there may be one that stands before `last`. */
  mayHoldBefore(last: Placed | undefined): boolean;
  readMore(count: number): Promise<void>;
}

/**
 * The newest of all sources. Each is asked for its share first, and then only those that may still hold newer ones than
 * those found: Redis gives dead letters whole, and each of so many streams could give a page of them in vain.
 */
async function newest(sources: readonly Source[], count: number): Promise<Placed[]> {
  for (let share = Math.ceil(count / sources.length); ; share *= 2) {
    const found = sources.flatMap((source) => source.found).sort(newestFirst);
    const last = found[count - 1];
    const open = sources.filter((source) => source.mayHoldBefore(last));
    if (open.length === 0) return found.slice(0, count);
    await Promise.all(open.map((source) => source.readMore(share)));
  }
}

function createSource(
  redis: Redis,
  { group, stream: { name: stream } }: Subscription,
  partition: number,
  cursor: DeadLetterId | undefined,
): Source {
  const place = { group, partition };
  const found: Placed[] = [];
  let from = cursor ? startAfter(place, cursor) : '+';
  let ended = false;
  return {
    found,
    mayHoldBefore(last) {
      const oldest = found.at(-1);
      return !ended && (!oldest || !last || newestFirst(oldest, last) < 0);
    },
    async readMore(count) {
      const letters = await listDeadLetters(redis, { ...place, from, limit: count });
      for (const { id: streamId, fields, ...letter } of letters) {
        const id = { ...place, streamId };
        const listed = {
          ...letter,
          id: formatDeadLetterId(id),
          ...place,
          stream,
          // As they were found, whatever their names.
          fields: Object.fromEntries(pairs(fields)),
        };
        found.push({ ...id, letter: listed });
        from = `(${streamId}`;
      }
      ended = letters.length < count;
    },
  };
}

/** Where a stream goes on after the cursor; at the cursor's own moment, only if it stands behind the cursor's stream. */
function startAfter(place: Omit<DeadLetterId, 'streamId'>, cursor: DeadLetterId): string {
  const { streamId } = cursor;
  return newestFirst({ ...place, streamId }, cursor) > 0 ? streamId : `(${streamId}`;
}
