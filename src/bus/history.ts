import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { decodeEvent, type Event, isIdOfChange } from './event.js';
import { findEntry, LATEST_MS, SLACK_MS } from './find-entry.js';
import type { RawEntry } from './group-reader.js';
import { historyKey, type KeptChange, outsideKey, outsideMember, parseChange } from './kept.js';
import { keyIn, partitionOf } from './partition.js';
import type { SourceRecord, Versioned } from './record.js';
import { fieldsOf } from './replies.js';
import { writtenAt } from './stream-position.js';
import type { Command } from './working-set.js';

/** The entry that announced a version. */
export interface HistoryEntry {
  /** The stream's own id of the entry. */
  readonly entryId: string;
  readonly event: Event;
}

/** Entries of one record, oldest first. */
export interface HistoryPage {
  /** The entry before the first item; `undefined` when there is none, or it is no longer in the stream. */
  readonly before: HistoryEntry | undefined;
  readonly items: readonly HistoryEntry[];
  /** The version after which the next page begins; `null` at the end. */
  readonly next: number | null;
}

/**
 * What keeps the histories in a stream as short as the stream, from which these entries are cut.
 *
 * @param options the stream's name, and whether its changes are kept in histories; all others are
 */
export function forgetHistory(
  { stream, changes }: { readonly stream: string; readonly changes: boolean },
  entries: readonly RawEntry[],
  partition: number,
): Command[] {
  const newest = new Map<string, number>();
  const outside: Command[] = [];
  for (const { fields } of entries) {
    const { id = '', subject, sequence = '', type = '', time = '' } = fieldsOf(fields);
    if (subject === undefined || !/^\d{1,15}$/.test(sequence)) continue;
    if (isIdOfChange(id, { subject, sequence: Number(sequence) }))
      newest.set(subject, Math.max(newest.get(subject) ?? 0, Number(sequence)));
    else {
      const member = outsideMember({ since: Date.parse(time), sequence: Number(sequence), type });
      outside.push(['zrem', outsideKey(stream, partition, subject), member]);
    }
  }
  const forgotten = [...newest].map(
    ([subject, sequence]): Command => [
      'zremrangebyscore',
      historyKey(stream, partition, subject),
      '-inf',
      sequence,
    ],
  );
  return [...(changes ? forgotten : []), ...outside];
}

/** Finds the entries of a record's versions in its stream. */
export async function readHistory<State extends Versioned>(
  redis: Redis,
  { stream }: SourceRecord<State>,
  id: string,
  { after, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<HistoryPage> {
  const partition = partitionOf(id);
  const key = historyKey(stream.name, partition, id);
  // With the version before the page, which tells what its first one changed, and one more, which tells that there is.
  const wanted = after === undefined ? limit + 1 : limit + 2;
  const streamKey = keyIn(partition, stream.name);
  const [kept, oldest] = await Promise.all([
    answer(redis.zrange(key, after ?? 0, '+inf', 'BYSCORE', 'LIMIT', 0, wanted)),
    answer(redis.xrange(streamKey, '-', '+', 'COUNT', 1)),
  ]);
  const changes = kept.map(parseChange);
  const cutAt = writtenAt(oldest[0]?.[0] ?? '');
  const found = await Promise.all(
    changes.map((change, i) =>
      change.since + LATEST_MS < cutAt
        ? undefined
        : findEntry(redis, {
            stream,
            streamKey,
            subject: id,
            ...change,
            until: latestOf(change, changes[i + 1]),
          }),
    ),
  );
  const entries = found.map((entry) => entry && { entryId: entry[0], event: decodeEvent(stream, entry[1]) });

  const page = after === undefined ? 0 : 1;
  const last = changes[page + limit - 1];
  return {
    before: after === undefined ? undefined : entries[0],
    items: entries.slice(page, page + limit).filter((entry) => entry !== undefined),
    next: changes.length > page + limit && last ? last.sequence : null,
  };
}

/** The last millisecond in which a change can have been written, given the one after it. */
export function latestOf({ since }: KeptChange, following: KeptChange | undefined): number {
  // A change was decided on the one before it, so the entry of that one is not younger than this transaction.
  const next = following?.since ?? 0;
  return (next >= since ? next : since + LATEST_MS) + SLACK_MS;
}
