import type { Metrics, Size } from '../row.js';
import { ascending, percentile } from '../statistics.js';
import type { Pace } from './open-loop.js';

/** At this pace changes are begun; those of the first part warm up, and do not count. */
export const PACES: Readonly<Record<Size, Pace & { readonly uncounted: number }>> = {
  full: { perSecond: 500, seconds: 10, uncounted: 1000 },
  short: { perSecond: 100, seconds: 4, uncounted: 200 },
};

/** How long a change may take to be shown before the run has failed, in milliseconds. */
export const SHOWN_WITHIN_MS = 10_000;

/** @param times of all that was begun, in the order in which it was, in milliseconds */
export function latencies(times: readonly number[], size: Size): Metrics {
  const sorted = ascending(times.slice(PACES[size].uncounted));
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

/** What is awaited by name, once each. */
export function createArrivals() {
  const expected = new Map<string, (at: number) => void>();
  return {
    /** @returns when it came, by `performance.now()` */
    expect(name: string): Promise<number> {
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${name} was not shown`)), SHOWN_WITHIN_MS);
        expected.set(name, (at) => {
          clearTimeout(late);
          expected.delete(name);
          resolve(at);
        });
      });
    },
    arrived: (name: string) => expected.get(name)?.(performance.now()),
  };
}
