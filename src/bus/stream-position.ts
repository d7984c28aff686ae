/** How far several streams were read: the id of the last entry of each, place by place. */
export type StreamPosition = readonly string[];

/** Before the first entry of a stream. */
export const BEGINNING = '0-0';

const format = /^\d{1,15}-\d{1,15}(,\d{1,15}-\d{1,15})*$/;

/** @example `printPosition(['1732300000000-0', '0-0'])` is `1732300000000-0,0-0` */
export function printPosition(position: StreamPosition): string {
  return position.join(',');
}

/**
 * Reads what `printPosition` made, perhaps in a server with fewer partitions, or more: what was added since is read
 * from its beginning.
 *
 * @param places how many ids there have to be
 * @returns `undefined` when it is no position
 */
export function parsePosition(text: string, places: number): StreamPosition | undefined {
  if (!format.test(text)) return undefined;
  const ids = text.split(',');
  return Array.from({ length: places }, (_, place) => ids[place] ?? BEGINNING);
}

/** The position with one more entry read. */
export function advance(
  position: StreamPosition,
  { place, entryId }: { readonly place: number; readonly entryId: string },
): StreamPosition {
  return position.with(place, entryId);
}

/** Whether there is nothing in `other` that was not read in `position`. */
export function hasReached(position: StreamPosition, other: StreamPosition): boolean {
  return other.every((id, place) => compareEntryIds(position[place] ?? BEGINNING, id) >= 0);
}

/** Place by place the further of two positions. */
export function furthest(one: StreamPosition, other: StreamPosition): StreamPosition {
  return one.map((id, place) => {
    const its = other[place] ?? BEGINNING;
    return compareEntryIds(id, its) < 0 ? its : id;
  });
}

/** When an entry was written, in milliseconds since the epoch by Redis' clock: its id begins with that. */
export function writtenAt(entryId: string): number {
  return Number(entryId.split('-')[0]);
}

/** Orders entry ids by the time at which Redis made them: milliseconds, and a number within the millisecond. */
export function compareEntryIds(one: string, other: string): number {
  const [oneMs = 0, oneNumber = 0] = one.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return oneMs - otherMs || oneNumber - otherNumber;
}
