import type { NewEvent } from './event.js';
import { keyIn } from './partition.js';

/** The partition of a transaction, and when it began: milliseconds since the epoch by Redis TIME. */
interface Transaction {
  readonly partition: number;
  readonly now: number;
}

/** The commands that keep where an entry is: a ZADD. */
type Keeping = readonly ['zadd', key: string, score: number, member: string];

/**
 * Keeps when a change was announced. Redis makes the id of an entry only when EXEC adds it, too late for another
 * command of the same EXEC to store it; but an id begins with its time, and no entry is older than the transaction's
 * TIME. A reader begins there, and finds the entry after few others, if any
 * (docs/decisions/0015-history-by-time.md).
 *
 * @param stream its name
 */
export function keepChange(
  stream: string,
  { subject, sequence }: Pick<NewEvent, 'subject' | 'sequence'>,
  { partition, now }: Transaction,
): Keeping {
  return ['zadd', historyKey(stream, partition, subject), sequence, `${sequence}:${now}`];
}

/** The same for a snapshot or a request, of whose sequence there may be another entry. */
export function keepOutside(
  stream: string,
  { subject, sequence, type }: Pick<NewEvent, 'subject' | 'sequence' | 'type'>,
  { partition, now }: Transaction,
): Keeping {
  return ['zadd', outsideKey(stream, partition, subject), now, outsideMember({ since: now, sequence, type })];
}

/** A change, and when its transaction began: milliseconds since the epoch by Redis TIME. */
export interface KeptChange {
  readonly sequence: number;
  readonly since: number;
}

/** Reads what `keepChange` made. */
export function parseChange(member: string): KeptChange {
  const [sequence = 0, since = 0] = member.split(':').map(Number);
  return { sequence, since };
}

/** A snapshot or a request that was kept. */
export interface KeptOutside extends KeptChange {
  readonly type: string;
}

/** Reads what `keepOutside` made. */
export function parseOutside(member: string): KeptOutside {
  const [since = 0, sequence = 0] = member.split(':', 2).map(Number);
  return { since, sequence, type: member.split(':').slice(2).join(':') };
}

/** A type may hold a colon, so it stands last. */
export function outsideMember({ since, sequence, type }: KeptOutside): string {
  return `${since}:${sequence}:${type}`;
}

export function historyKey(stream: string, partition: number, subject: string): string {
  return keyIn(partition, `${stream}:history:${subject}`);
}

export function outsideKey(stream: string, partition: number, subject: string): string {
  return keyIn(partition, `${stream}:outside:${subject}`);
}
