/** How many entries there were in each bucket of time, oldest first; `null` where nobody looked. */
export type Series = readonly (number | null)[];

/** A series in numbers. */
export interface Summary {
  /** Of all buckets that are known. */
  readonly total: number;
  /** How long those are together. */
  readonly seconds: number;
  /** In the last minute; `null` when nothing of it is known. */
  readonly perSecond: number | null;
}

/** @param bucketSeconds how long a bucket is; the last one is not over yet, and so is part of no rate */
export function summarize(series: Series, bucketSeconds: number): Summary {
  const known = series.filter((value) => value !== null);
  const lastMinute = series.slice(0, -1).slice(-Math.ceil(60 / bucketSeconds));
  const counted = lastMinute.filter((value) => value !== null);
  return {
    total: sum(known),
    seconds: known.length * bucketSeconds,
    perSecond: counted.length === 0 ? null : sum(counted) / (counted.length * bucketSeconds),
  };
}

/** A bar of a chart, in the units of its view box. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `running`: its time is not over; `unknown`: nobody looked. */
  readonly kind: 'known' | 'running' | 'unknown';
}

/** The size of a chart, and how many buckets it has room for. */
export const chart = { width: 150, height: 30, slots: 30 } as const;

/** The bars of a chart: the highest is as high as the chart, and time runs to the right up to its edge. */
export function barsOf(series: Series): Bar[] {
  const shown = series.slice(-chart.slots);
  const most = Math.max(1, ...shown.map((value) => value ?? 0));
  const step = chart.width / chart.slots;
  return shown.map((value, i) => {
    const x = chart.width - (shown.length - i) * step;
    // What has happened at all can be seen, however little it is beside the most.
    const height = value === null ? 2 : value === 0 ? 0 : Math.max(1.5, (value / most) * chart.height);
    const kind = value === null ? 'unknown' : i === shown.length - 1 ? 'running' : 'known';
    return { x: round(x), y: round(chart.height - height), width: step - 1, height: round(height), kind };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
