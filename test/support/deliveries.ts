import fc from 'fast-check';

/** Which entries come more than once, and in which order all of them come. */
export interface Shuffle {
  readonly again: readonly number[];
  readonly places: readonly number[];
}

/** Room for 80 deliveries. */
export const shuffle: fc.Arbitrary<Shuffle> = fc.record({
  again: fc.array(fc.nat(), { maxLength: 20 }),
  places: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
});

/** Every entry at least once, in the order of a shuffle. */
export function inAnyOrder<T>(entries: readonly T[], { again, places }: Shuffle): T[] {
  const repeated = again.flatMap((n) => entries.slice(n % entries.length).slice(0, 1));
  return [...entries, ...repeated]
    .map((entry, i) => ({ entry, place: places[i] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry);
}
