import { compareEntryIds, writtenAt } from './stream-position.js';

/** How far a consumer group is in a stream, as Redis has it. */
export interface GroupPosition {
  readonly group: string;
  readonly lastDelivered: string;
  /** `undefined` when all that was delivered is acknowledged. */
  readonly oldestPending: string | undefined;
}

/** What is kept of a stream although every group is done with it. Whichever allows to cut more decides. */
export interface Retention {
  /** How old an entry may become. */
  readonly maxAgeMs: number;
  /** How many entries the stream of one partition may hold. */
  readonly maxLength: number;
}

/**
 * The first entry of a stream that somebody may still need. Every group counts, also one whose servers are down and one
 * that this server knows nothing of: whatever lies before has been delivered to all of them, and acknowledged.
 *
 * @param required groups that must be there, as one that is yet to be made reads from the beginning
 * @returns `undefined` when everything may be needed
 */
export function floorOf(
  positions: readonly GroupPosition[],
  required: readonly string[],
): string | undefined {
  if (required.some((group) => !positions.some((position) => position.group === group))) return undefined;
  const needed = positions.flatMap(({ lastDelivered, oldestPending = lastDelivered }) => [
    lastDelivered,
    oldestPending,
  ]);
  return needed.sort(compareEntryIds)[0];
}

/**
 * How many of the oldest entries of a stream go. The last one given always stays: a stream without entries would tell
 * nobody what was cut from it.
 *
 * @param entryIds the oldest ones, oldest first
 * @param stream its floor, its length, and `nowMs`: milliseconds since the epoch by Redis TIME
 */
export function countToCut(
  entryIds: readonly string[],
  { floor, length, nowMs }: { readonly floor: string; readonly length: number; readonly nowMs: number },
  { maxAgeMs, maxLength }: Retention,
): number {
  const goes = (id: string, i: number) =>
    compareEntryIds(id, floor) < 0 && (i < length - maxLength || writtenAt(id) < nowMs - maxAgeMs);
  const first = entryIds.slice(0, -1).findIndex((id, i) => !goes(id, i));
  return first === -1 ? Math.max(0, entryIds.length - 1) : first;
}
