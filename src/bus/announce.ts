import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { kindOf, type StreamDefinition } from './event.js';
import { Fault } from './faults.js';
import type { Work } from './lane.js';
import { keyIn, partitionOf } from './partition.js';
import { at, type SourceRecord } from './record.js';
import { fieldsOf } from './replies.js';
import { streamInfo } from './stream-info.js';
import { BEGINNING } from './stream-position.js';
import { tellState } from './tell-state.js';
import { needOf } from './working-set.js';

/** The entry that tells a record's state. */
export interface AnnouncedEntry {
  readonly id: string;
  readonly partition: number;
  readonly entryId: string;
}

/** What was announced. */
export interface Announced {
  /** The version that was told, by the record's id; nothing where there is no record. */
  readonly versions: ReadonlyMap<string, number>;
  /** The records that can't be read. */
  readonly unreadable: readonly string[];
  /** In the order of each partition. */
  readonly entries: readonly AnnouncedEntry[];
}

export interface AnnounceOptions {
  readonly redis: Redis;
  readonly submit: <T>(id: string, work: Work<T>) => Promise<T>;
}

/** Tells the states of records, and finds the entries that do. */
export async function announce(
  { redis, submit }: AnnounceOptions,
  record: SourceRecord,
  type: string,
  ids: readonly string[],
): Promise<Announced> {
  const partitions = [...new Set(ids.map(partitionOf))];
  const before = await Promise.all(partitions.map((partition) => lastIdIn(redis, partition, record.stream)));

  async function tell(id: string): Promise<number | 'unreadable' | undefined> {
    try {
      return await submit(id, {
        needs: () => [needOf(at(record, id), partitionOf(id))],
        decide: (set) => tellState(set, at(record, id), type)?.version,
      });
    } catch (error) {
      if (error instanceof Fault) return 'unreadable';
      throw error;
    }
  }

  const told = await Promise.all(ids.map(async (id) => [id, await tell(id)] as const));
  const versions = new Map(
    told.flatMap(([id, version]) => (typeof version === 'number' ? [[id, version] as const] : [])),
  );
  const entries = await Promise.all(
    partitions.map((partition, i) => snapshotsAfter(redis, partition, record.stream, before[i] ?? BEGINNING)),
  );
  return {
    versions,
    unreadable: told.flatMap(([id, version]) => (version === 'unreadable' ? [id] : [])),
    entries: entries.flat().filter(({ id }) => versions.has(id)),
  };
}

async function lastIdIn(redis: Redis, partition: number, { name }: StreamDefinition): Promise<string> {
  return (await streamInfo(redis, keyIn(partition, name)))?.lastId ?? BEGINNING;
}

const COUNT = 500;

/** EXEC tells nobody here which ids it gave; they are found after all that was there before. */
async function snapshotsAfter(
  redis: Redis,
  partition: number,
  stream: StreamDefinition,
  after: string,
): Promise<AnnouncedEntry[]> {
  const last = await lastIdIn(redis, partition, stream);
  const found: AnnouncedEntry[] = [];
  for (let from = after; ; ) {
    const page = await answer(redis.xrange(keyIn(partition, stream.name), `(${from}`, last, 'COUNT', COUNT));
    for (const [entryId, fields] of page) {
      const { type = '', subject } = fieldsOf(fields);
      if (subject !== undefined && kindOf(stream, type) === 'snapshot')
        found.push({ id: subject, partition, entryId });
    }
    from = page.at(-1)?.[0] ?? last;
    if (page.length < COUNT) return found;
  }
}
