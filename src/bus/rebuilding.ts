import type { Redis } from 'ioredis';
import { type Announced, type AnnouncedEntry, announce } from './announce.js';
import { answer } from './answer.js';
import { Fault, Unavailable } from './faults.js';
import { DEADLINE_MS } from './journal.js';
import type { Lane, Work } from './lane.js';
import { putIntoIndex } from './line-index.js';
import { type NewDeadLetters, newDeadLetters } from './new-dead-letters.js';
import { openEntries } from './open-entries.js';
import { keyIn, partitionOf } from './partition.js';
import {
  type AnyRecord,
  at,
  type Copied,
  type Ref,
  type ReplicaRecord,
  type SourceRecord,
  type Versioned,
} from './record.js';
import { recordIds } from './record-ids.js';
import type { Subscription } from './subscription.js';
import { needOf } from './working-set.js';

/**
 * What it takes to make replicas anew. A record is changed by none of it: a source tells again what it is, and a
 * replica that is discarded comes back by a snapshot alone.
 */
export interface Rebuilding {
  /** The ids of all records, page by page; of one that is there all the while once, or more often. */
  ids(record: AnyRecord): AsyncGenerator<string[]>;
  /** The states of those that are there and can be read, by id. */
  states<State extends Copied>(
    record: ReplicaRecord<State>,
    ids: readonly string[],
  ): Promise<Map<string, State>>;
  /** Those of some ids of which there is no record. */
  missing(record: AnyRecord, ids: readonly string[]): Promise<string[]>;
  /** Writes a snapshot of each record, of this type, as it is in the transaction that writes it. */
  announce<State extends Versioned>(
    record: SourceRecord<State>,
    type: string,
    ids: readonly string[],
  ): Promise<Announced>;
  /** Those entries that the group has not read or not acknowledged yet. */
  open(
    subscription: Pick<Subscription, 'group' | 'stream'>,
    entries: readonly AnnouncedEntry[],
  ): Promise<AnnouncedEntry[]>;
  /** Begins to look for what the group moves to its dead letters. */
  deadLetters(subscription: Pick<Subscription, 'group'>): Promise<NewDeadLetters>;
  /**
   * Puts records into the index of their line where they are missing.
   *
   * @returns the ids of those that can't be read
   */
  index<State extends Versioned>(record: SourceRecord<State>, ids: readonly string[]): Promise<string[]>;
  /**
   * Discards a replica if it is still of this version.
   *
   * @returns whether it was
   */
  discard<State extends Copied>(ref: Ref<ReplicaRecord<State>>, version: number): Promise<boolean>;
}

/** How often a lane may give up because of rivals; it tries many times by itself. */
const TRIES = 5;

/** @param lanes the lane of each partition, from 0; `redis` is only read from */
export function createRebuilding(redis: Redis, lanes: readonly Lane[]): Rebuilding {
  /** Nobody waits for it as for an answer, so that rivals who get in first again and again do not end it. */
  async function submit<T>(id: string, work: Work<T>, tries = TRIES): Promise<T> {
    const lane = lanes[partitionOf(id)];
    if (!lane) throw new Fault(`there is no partition ${partitionOf(id)}`);
    try {
      return await lane.submit(work, { deadlineMs: DEADLINE_MS * 10 });
    } catch (error) {
      const isContended = error instanceof Unavailable && error.reason === 'contended';
      if (!isContended || tries === 1) throw error;
      return submit(id, work, tries - 1);
    }
  }

  return {
    ids: (record) => recordIds(redis, record, lanes.length),
    async states(record, some) {
      const replies = await answer(
        Promise.all(some.map((id) => redis.hgetall(keyIn(partitionOf(id), `${record.name}:${id}`)))),
      );
      const readable = some.flatMap((id, i) => {
        const state = readState(record, replies[i] ?? {});
        return state ? [[id, state] as const] : [];
      });
      return new Map(readable);
    },
    async missing({ name }, some) {
      const exist = await answer(
        Promise.all(some.map((id) => redis.exists(keyIn(partitionOf(id), `${name}:${id}`)))),
      );
      return some.filter((_, i) => exist[i] === 0);
    },
    announce: (record, type, some) => announce({ redis, submit }, record, type, some),
    open: (subscription, entries) => openEntries(redis, subscription, entries),
    deadLetters: (subscription) => newDeadLetters(redis, subscription, lanes.length),
    async index(record, some) {
      const indexed = await Promise.allSettled(some.map((id) => submit(id, putIntoIndex(record, id))));
      return some.filter((_, i) => failedByFault(indexed[i]));
    },
    discard: (ref, version) =>
      submit(ref.id, {
        needs: () => [needOf(ref, partitionOf(ref.id))],
        decide(set) {
          const root = at<ReplicaRecord>(ref.record, ref.id);
          if (set.readable(root)?.version !== version) return false;
          set.discard(root);
          return true;
        },
      }),
  };
}

function readState<State extends Copied>(
  { codec }: ReplicaRecord<State>,
  fields: Record<string, string>,
): State | undefined {
  try {
    return Object.keys(fields).length === 0 ? undefined : codec.decode(fields);
  } catch {
    return undefined;
  }
}

/** @throws whatever it failed with otherwise */
function failedByFault(result: PromiseSettledResult<unknown> | undefined): boolean {
  if (result?.status !== 'rejected') return false;
  if (result.reason instanceof Fault) return true;
  throw result.reason;
}
