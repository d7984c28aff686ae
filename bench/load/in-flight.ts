/** How long to do something, in milliseconds; what is done while it warms up does not count. */
export interface Span {
  readonly warmMs: number;
  readonly measureMs: number;
}

export interface Done {
  /** Within the time that counts. */
  readonly perSecond: number;
  /** In all. */
  readonly count: number;
}

/**
 * Keeps so many pieces of work in flight for some time: whenever one ends, the next begins.
 *
 * @param work gets the number of the piece, from 0, and of the place among those in flight
 * @throws whatever `work` throws
 */
export async function keepInFlight(
  width: number,
  { warmMs, measureMs }: Span,
  work: (piece: number, place: number) => Promise<unknown>,
): Promise<Done> {
  const beginsAt = performance.now() + warmMs;
  const endsAt = beginsAt + measureMs;
  let begun = 0;
  let counted = 0;
  let lastAt = beginsAt;
  const loop = async (place: number) => {
    while (performance.now() < endsAt) {
      await work(begun++, place);
      const now = performance.now();
      if (now < beginsAt) continue;
      counted += 1;
      lastAt = now;
    }
  };
  await Promise.all(Array.from({ length: width }, (_, place) => loop(place)));
  return { perSecond: (counted * 1000) / (lastAt - beginsAt), count: begun };
}

/** Does something with each, so many at a time. */
export async function forEachOf<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const rest = items.entries();
  const loop = async () => {
    for (const [index, item] of rest) await work(item, index);
  };
  await Promise.all(Array.from({ length: width }, loop));
}
