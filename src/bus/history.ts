import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { decodeEvent, type Event, kindOf, type StreamDefinition } from './event.js';
import type { RawEntry } from './group-reader.js';
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
 * Keeps when a version was announced. Redis makes the id of an entry only when EXEC adds it, too late for another
 * command of the same EXEC to store it; but an id begins with its time, and no entry is older than the transaction's
 * TIME. A reader begins there, and finds the entry after few others, if any
 * (docs/decisions/0015-history-by-time.md).
 */
export function historyWrite<State extends Versioned>(
  record: Pick<SourceRecord<State>, 'name'>,
  { id, version }: Versioned,
  { partition, now }: { readonly partition: number; readonly now: number },
): Command {
  return ['zadd', historyKey(record.name, partition, id), version, `${version}:${now}`];
}

/** What keeps the histories of a record as short as its stream, from which these entries are cut. */
export function forgetHistory(
  name: SourceRecord['name'],
  entries: readonly RawEntry[],
  partition: number,
): Command[] {
  const newest = new Map<string, number>();
  for (const { fields } of entries) {
    const { subject, sequence = '' } = fieldsOf(fields);
    if (subject === undefined || !/^\d{1,15}$/.test(sequence)) continue;
    newest.set(subject, Math.max(newest.get(subject) ?? 0, Number(sequence)));
  }
  return [...newest].map(([id, version]) => [
    'zremrangebyscore',
    historyKey(name, partition, id),
    '-inf',
    version,
  ]);
}

/** Finds the entries of a record's versions in its stream. */
export async function readHistory<State extends Versioned>(
  redis: Redis,
  { name, stream }: SourceRecord<State>,
  id: string,
  { after, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<HistoryPage> {
  const partition = partitionOf(id);
  const key = historyKey(name, partition, id);
  // With the version before the page, which tells what its first one changed, and one more, which tells that there is.
  const wanted = after === undefined ? limit + 1 : limit + 2;
  const streamKey = keyIn(partition, stream.name);
  const [kept, oldest] = await Promise.all([
    answer(redis.zrange(key, after ?? 0, '+inf', 'BYSCORE', 'LIMIT', 0, wanted)),
    answer(redis.xrange(streamKey, '-', '+', 'COUNT', 1)),
  ]);
  const versions = kept.map(parseKept);
  const cutAt = writtenAt(oldest[0]?.[0] ?? '');
  const found = await Promise.all(
    versions.map((version, i) => {
      // A version was decided on the one before it, so the entry of that one is not younger than this transaction.
      const next = versions[i + 1]?.since ?? 0;
      const until = next >= version.since ? next : version.since + LATEST_MS;
      const isGone = version.since + LATEST_MS < cutAt;
      return isGone ? undefined : find(redis, { stream, streamKey, id, ...version, until: until + SLACK_MS });
    }),
  );
  const entries = found.map((entry) => entry && { entryId: entry[0], event: decodeEvent(stream, entry[1]) });

  const page = after === undefined ? 0 : 1;
  const last = versions[page + limit - 1];
  return {
    before: after === undefined ? undefined : entries[0],
    items: entries.slice(page, page + limit).filter((entry) => entry !== undefined),
    next: versions.length > page + limit && last ? last.version : null,
  };
}

interface KeptVersion {
  readonly version: number;
  /** Milliseconds since the epoch, by Redis TIME. */
  readonly since: number;
}

function parseKept(member: string): KeptVersion {
  const [version = 0, since = 0] = member.split(':').map(Number);
  return { version, since };
}

/** How much later than its transaction began an entry may have been written, as when Redis stood still. */
const LATEST_MS = 60_000;

/** A clock that is set back makes an entry look younger than it is. */
const SLACK_MS = 100;

/** How many entries are looked at, one look after the other: nearly always the first entry is it. */
const LOOKS = [4, 64, 512];

interface Sought extends KeptVersion {
  readonly stream: StreamDefinition;
  readonly streamKey: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

async function find(redis: Redis, sought: Sought): Promise<[id: string, fields: string[]] | undefined> {
  let from = String(sought.since);
  for (const count of LOOKS) {
    const entries = await answer(redis.xrange(sought.streamKey, from, sought.until, 'COUNT', count));
    const found = entries.find(([, fields]) => announces(fields, sought));
    if (found) return found;
    const last = entries.at(-1);
    if (!last || entries.length < count) return undefined;
    from = `(${last[0]}`;
  }
  return undefined;
}

/** A snapshot tells of a version too, but did not announce it. */
function announces(fields: readonly string[], { stream, id, version }: Sought): boolean {
  const { type = '', subject, sequence } = fieldsOf(fields);
  return subject === id && sequence === String(version) && kindOf(stream, type) === 'change';
}

function historyKey(name: string, partition: number, id: string): string {
  return keyIn(partition, `${name}:history:${id}`);
}
