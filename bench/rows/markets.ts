import type { Size } from '../row.js';

/** How many tickets the markets have that are kept for all rounds. */
export const MARKETS = {
  smallest: { full: 1000, short: 1000 },
  middle: { full: 100_000, short: 2000 },
  largest: { full: 1_000_000, short: 10_000 },
} satisfies Record<string, Record<Size, number>>;
