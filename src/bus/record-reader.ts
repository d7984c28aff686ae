import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { Fault } from './faults.js';
import { type HistoryPage, readHistory } from './history.js';
import { needOfOnce, type Once } from './once.js';
import { keyIn, partitionOf } from './partition.js';
import type { Reads } from './reads.js';
import type { AnyRecord, Copied, ReplicaRecord, SourceRecord, Versioned } from './record.js';
import { fieldsOf, millisecondsOf, pairs } from './replies.js';

/** Records newest first, and where to go on. */
export interface Page<State> {
  readonly items: State[];
  /** The id after which the next page begins; `null` at the end. */
  readonly next: string | null;
}

/** What has come due in an index whose scores are times. */
export interface Due {
  /** Milliseconds since the epoch, by Redis TIME. */
  readonly now: number;
  readonly ids: readonly string[];
  /** When the first of those that are not due yet comes due; `undefined` when there is none. */
  readonly nextAt: number | undefined;
}

/** Reads records. All of it throws Unavailable when Redis does not answer in time. */
export interface RecordReader {
  get<State extends Versioned>(record: SourceRecord<State>, id: string): Promise<State | undefined>;
  get<State extends Copied>(record: ReplicaRecord<State>, id: string): Promise<State | undefined>;
  /**
   * A page of an index, newest first, over all partitions. It costs one look for each
   * partition and what it answers, however much there is.
   *
   * @param after the id that ended the page before
   */
  page<State extends Versioned>(
    record: SourceRecord<State>,
    query: { readonly index: string; readonly after?: string | undefined; readonly limit: number },
  ): Promise<Page<State>>;
  /**
   * The entries that announced a record's versions, oldest first, as far as they are still in the stream. It costs
   * what it answers, however long the stream is.
   *
   * @param after the version that ended the page before
   */
  history<State extends Versioned>(
    record: SourceRecord<State>,
    id: string,
    query: { readonly after?: number | undefined; readonly limit: number },
  ): Promise<HistoryPage>;
  /** In which partition a request was done; `undefined` when in none, or longer than a day ago. */
  partitionOfOnce(once: Once): Promise<number | undefined>;
  due(query: { readonly index: string; readonly partition: number; readonly limit: number }): Promise<Due>;
}

export interface RecordReaderOptions {
  /** What records are read by. */
  readonly reads: Reads;
  /** The shared connection, by which all else is read. */
  readonly redis: Redis;
  readonly partitions: number;
}

/** Makes a reader of records, which writes nothing. */
export function createRecordReader({ reads, redis, partitions }: RecordReaderOptions): RecordReader {
  async function get<State extends Versioned>(
    record: SourceRecord<State>,
    id: string,
  ): Promise<State | undefined>;
  async function get<State extends Copied>(
    record: ReplicaRecord<State>,
    id: string,
  ): Promise<State | undefined>;
  async function get(record: AnyRecord, id: string): Promise<Versioned | Copied | undefined> {
    const reply = await answer(reads.read(['hgetall', keyIn(partitionOf(id), `${record.name}:${id}`)]));
    if (!Array.isArray(reply)) throw new Fault('HGETALL did not answer a list');
    return reply.length === 0 ? undefined : record.codec.decode(fieldsOf(reply));
  }

  async function newestIds(index: string, after: string | undefined, limit: number): Promise<string[]> {
    const from = after === undefined ? '+' : `(${after}`;
    const lists = await Promise.all(
      Array.from({ length: partitions }, (_, partition) =>
        redis.zrange(keyIn(partition, index), from, '-', 'BYLEX', 'REV', 'LIMIT', 0, limit),
      ),
    );
    // A UUIDv7 begins with its time, so the newest id is the greatest.
    return lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort().reverse().slice(0, limit);
  }

  return {
    get,
    async page(record, { index, after, limit }) {
      const ids = await answer(newestIds(index, after, limit + 1));
      const shown = ids.slice(0, limit);
      const states = await Promise.all(shown.map((id) => get(record, id)));
      // Between the two reads a record may have left the index.
      const listed = states.filter(
        (state) => state && record.indexes(state).some(({ name }) => name === index),
      );
      return {
        items: listed.flatMap((state) => (state ? [state] : [])),
        next: ids.length > limit ? (shown.at(-1) ?? null) : null,
      };
    },
    history: (record, id, query) => readHistory(redis, record, id, query),
    async partitionOfOnce(once) {
      const keys = Array.from({ length: partitions }, (_, partition) => needOfOnce(once, partition).key);
      const found = await answer(Promise.all(keys.map((key) => redis.exists(key))));
      const partition = found.indexOf(1);
      return partition === -1 ? undefined : partition;
    },
    async due({ index, partition, limit }) {
      const key = keyIn(partition, index);
      const [time, entries] = await Promise.all([
        answer(redis.time()),
        answer(redis.zrange(key, 0, String(limit - 1), 'WITHSCORES')),
      ]);
      const now = millisecondsOf(time);
      const scored = pairs(entries).map(([id, score]) => ({ id, at: Number(score) }));
      return {
        now,
        ids: scored.filter(({ at }) => at <= now).map(({ id }) => id),
        nextAt: scored.find(({ at }) => at > now)?.at,
      };
    },
  };
}
