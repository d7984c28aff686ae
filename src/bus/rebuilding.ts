import type { Redis } from 'ioredis';
import { type Announced, type AnnouncedEntry, announce } from './announce.js';
import { answer } from './answer.js';
import { Fault } from './faults.js';
import { DEADLINE_MS } from './journal.js';
import type { Lane, Work } from './lane.js';
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
import { pairs } from './replies.js';
import { compareEntryIds } from './stream-position.js';
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

/** How many records are in a page. */
const PAGE = 200;

/** How many keys Redis looks at for one step of a scan: it does nothing else for about a tenth of a millisecond. */
const SCAN_COUNT = 500;

/** @param lanes the lane of each partition, from 0; `redis` is only read from */
export function createRebuilding(redis: Redis, lanes: readonly Lane[]): Rebuilding {
  function submit<T>(id: string, work: Work<T>): Promise<T> {
    const lane = lanes[partitionOf(id)];
    if (!lane) throw new Fault(`there is no partition ${partitionOf(id)}`);
    return lane.submit(work, { deadlineMs: DEADLINE_MS * 10 });
  }

  async function* ids({ name }: AnyRecord): AsyncGenerator<string[]> {
    const pattern = new RegExp(`^\\{(\\d+)\\}:${name}:([^:]+)$`);
    let page: string[] = [];
    let cursor = '0';
    do {
      const [next, keys] = await answer(
        redis.scan(cursor, 'MATCH', `{*}:${name}:*`, 'COUNT', SCAN_COUNT, 'TYPE', 'hash'),
      );
      for (const key of keys) {
        const [, partition, id = ''] = pattern.exec(key) ?? [];
        // A record in another partition than its id says is found by nobody.
        if (Number(partition) === partitionOf(id) && Number(partition) < lanes.length) page.push(id);
      }
      cursor = next;
      if (page.length < PAGE && cursor !== '0') continue;
      yield page;
      page = [];
    } while (cursor !== '0');
  }

  return {
    ids,
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
    async open({ group, stream }, entries) {
      const partitions = [...new Set(entries.map(({ partition }) => partition))];
      const open = partitions.map((partition) => {
        const own = entries.filter((entry) => entry.partition === partition);
        return openIn(redis, keyIn(partition, stream.name), group, own);
      });
      return (await Promise.all(open)).flat();
    },
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

/** Nothing of it is known to a group before it was read, nor done with before it was acknowledged. */
async function openIn(
  redis: Redis,
  key: string,
  group: string,
  entries: readonly AnnouncedEntry[],
): Promise<AnnouncedEntry[]> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) return [];
  const groups = await answer(redis.call('XINFO', 'GROUPS', key));
  const infos = (Array.isArray(groups) ? groups : []).map(
    (info: unknown) => new Map(pairs<unknown>(Array.isArray(info) ? info : [])),
  );
  const found = infos.find((info) => info.get('name') === group);
  if (!found) return [...entries];
  const delivered = String(found.get('last-delivered-id'));
  const pending = await answer(redis.xpending(key, group, first.entryId, last.entryId, PENDING));
  const ids = new Set(pending.map((entry) => (Array.isArray(entry) ? String(entry[0]) : '')));
  return entries.filter(({ entryId }) => ids.has(entryId) || compareEntryIds(entryId, delivered) > 0);
}

/** More than can be pending between the entries of a page. */
const PENDING = 100_000;

/** Its place there does not change as long as it lives, so nothing has to be watched but the record. */
function putIntoIndex(record: SourceRecord, id: string): Work<void> {
  const root = at(record, id);
  return {
    needs: () => [needOf(root, partitionOf(id))],
    decide(set) {
      const state = set.get(root);
      if (!record.line || !state) return;
      set.command(['zadd', keyIn(set.partition, record.line.index(record.subject(state))), 0, id]);
    },
  };
}

/** @throws whatever it failed with otherwise */
function failedByFault(result: PromiseSettledResult<unknown> | undefined): boolean {
  if (result?.status !== 'rejected') return false;
  if (result.reason instanceof Fault) return true;
  throw result.reason;
}
