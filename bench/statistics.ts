/** What is known of several measurements of the same thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How far the middle half of them lies apart, as a share of the median: 0.1 is ten per cent. */
  readonly spread: number;
  readonly samples: readonly number[];
}

/** @throws RangeError when there are none */
export function summarise(samples: readonly number[]): Summary {
  const sorted = ascending(samples);
  const median = medianOf(sorted);
  const width = percentile(sorted, 0.75) - percentile(sorted, 0.25);
  return {
    median,
    min: percentile(sorted, 0),
    max: percentile(sorted, 1),
    spread: median === 0 ? 0 : width / Math.abs(median),
    samples: [...samples],
  };
}

/**
 * The smallest value that at least this share of all is not above (nearest rank).
 *
 * @param sorted ascending
 * @param share from 0 to 1
 * @throws RangeError when there are no values
 * @example `percentile([1, 2, 3, 4], 0.5)` is 2
 */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError('there are no values');
  return value;
}

/** @returns a sorted copy */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The middle one, or the mean of the two in the middle. */
function medianOf(sorted: readonly number[]): number {
  const lower = percentile(sorted, 0.5);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? lower;
  return (lower + upper) / 2;
}
