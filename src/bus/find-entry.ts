import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { kindOf, type StreamDefinition } from './event.js';
import { fieldsOf } from './replies.js';

/** An entry that was written, as far as is known without it. */
export interface Sought {
  readonly stream: StreamDefinition;
  /** The stream's key. */
  readonly streamKey: string;
  readonly subject: string;
  readonly sequence: number;
  /** Of an entry that announced no change. */
  readonly type?: string | undefined;
  /** When its transaction began, in milliseconds since the epoch. */
  readonly since: number;
  /** In milliseconds since the epoch. */
  readonly until: number;
}

/** How much later than its transaction began an entry may have been written, as when Redis stood still. */
export const LATEST_MS = 60_000;

/** A clock that is set back makes an entry look younger than it is. */
export const SLACK_MS = 100;

/** How many entries are looked at, one look after the other: nearly always the first entry is it. */
const LOOKS = [4, 64, 512];

/**
 * Finds an entry by when it was written (docs/decisions/0015-history-by-time.md).
 *
 * @returns `undefined` when it is gone, or stands behind too many others
 * @throws Unavailable when Redis does not answer
 */
export async function findEntry(
  redis: Redis,
  sought: Sought,
): Promise<[id: string, fields: string[]] | undefined> {
  let from = String(sought.since);
  for (const count of LOOKS) {
    const entries = await answer(redis.xrange(sought.streamKey, from, sought.until, 'COUNT', count));
    const found = entries.find(([, fields]) => isSought(fields, sought));
    if (found) return found;
    const last = entries.at(-1);
    if (!last || entries.length < count) return undefined;
    from = `(${last[0]}`;
  }
  return undefined;
}

/** A snapshot tells of a version too, but did not announce it. */
function isSought(fields: readonly string[], { stream, subject, sequence, type: wanted }: Sought): boolean {
  const { type = '', ...entry } = fieldsOf(fields);
  const isType = wanted === undefined ? kindOf(stream, type) === 'change' : type === wanted;
  return isType && entry.subject === subject && entry.sequence === String(sequence);
}
