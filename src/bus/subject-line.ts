import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { decodeEvent, type Event, type EventKind, kindOf, type StreamDefinition } from './event.js';
import { Fault } from './faults.js';
import { findEntry, LATEST_MS, type Sought } from './find-entry.js';
import { latestOf } from './history.js';
import { historyKey, outsideKey, parseChange, parseOutside } from './kept.js';
import { keyIn, partitionOf } from './partition.js';
import { compareEntryIds, writtenAt } from './stream-position.js';

/** An entry about a subject. */
export interface LineEntry {
  /** The stream's own id of the entry. */
  readonly entryId: string;
  readonly kind: EventKind;
  readonly event: Event;
}

/** The newest entries about a subject in one stream. */
export interface LinePart {
  /** In the order in which they were written. */
  readonly entries: readonly LineEntry[];
  /** The sequences of changes that were announced since the first of these, and whose entries are gone. */
  readonly lost: readonly number[];
  /** Whether there are older ones, which were left out as too many. */
  readonly truncated: boolean;
}

/**
 * Reads the newest entries about a subject: at most `limit` changes, and the snapshots and requests since the first of
 * them. It costs what it answers, however long the stream is.
 *
 * @throws Unavailable when Redis does not answer
 */
export async function readLine(
  redis: Redis,
  stream: StreamDefinition,
  subject: string,
  limit: number,
): Promise<LinePart> {
  const partition = partitionOf(subject);
  const streamKey = keyIn(partition, stream.name);
  const [newest, outside, oldest] = await Promise.all([
    answer(redis.zrange(historyKey(stream.name, partition, subject), 0, String(limit), 'REV')),
    answer(redis.zrange(outsideKey(stream.name, partition, subject), 0, String(limit - 1), 'REV')),
    answer(redis.xrange(streamKey, '-', '+', 'COUNT', 1)),
  ]);
  const changes = newest.slice(0, limit).reverse().map(parseChange);
  const truncated = newest.length > limit;
  const from = truncated ? (changes[0]?.since ?? 0) : 0;
  const others = outside.map(parseOutside).filter(({ since }) => since >= from);

  const place = { stream, streamKey, subject };
  const sought: Sought[] = [
    ...changes.map((change, i) => ({ ...place, ...change, until: latestOf(change, changes[i + 1]) })),
    ...others.map((other) => ({ ...place, ...other, until: latestOf(other, undefined) })),
  ];
  const cutAt = writtenAt(oldest[0]?.[0] ?? '');
  const found = await Promise.all(
    sought.map((one) => (one.since + LATEST_MS < cutAt ? undefined : findEntry(redis, one))),
  );
  const entries = found.flatMap((entry) => read(stream, entry));
  return {
    entries: entries.sort((one, other) => compareEntryIds(one.entryId, other.entryId)),
    lost: changes.flatMap(({ sequence, since }, i) => (found[i] || since < cutAt ? [] : [sequence])),
    truncated,
  };
}

/** What somebody else has put into the place of an entry is none. */
function read(
  stream: StreamDefinition,
  entry: readonly [id: string, fields: string[]] | undefined,
): LineEntry[] {
  if (!entry) return [];
  const [entryId, fields] = entry;
  try {
    const event = decodeEvent(stream, fields);
    return [{ entryId, event, kind: kindOf(stream, event.type) ?? 'change' }];
  } catch (error) {
    if (error instanceof Fault) return [];
    throw error;
  }
}
