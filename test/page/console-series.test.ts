import { describe, expect, test } from 'vitest';
import { barsOf, chart, summarize } from '../../web/console/series.js';

describe('summarize', () => {
  test('a load: all that is known is the total, and full buckets of the last minute are the rate', () => {
    const series = [1000, ...Array.from({ length: 6 }, () => 20), 7];
    expect(summarize(series, 10)).toEqual({ total: 1127, seconds: 80, perSecond: 2 });
  });

  test('buckets that nobody saw: neither in the total nor in the rate', () => {
    expect(summarize([null, 10, null, 30, 5], 10)).toEqual({ total: 45, seconds: 30, perSecond: 2 });
  });

  test('only the bucket that is not over: a total and no rate', () => {
    expect(summarize([5], 10)).toEqual({ total: 5, seconds: 10, perSecond: null });
    expect(summarize([], 10)).toEqual({ total: 0, seconds: 0, perSecond: null });
  });
});

describe('barsOf', () => {
  test('the highest is as high as the chart, the last one ends at its right edge and is still running', () => {
    const bars = barsOf([0, 5, 10]);
    expect(bars.map(({ height }) => height)).toEqual([0, chart.height / 2, chart.height]);
    expect(bars.map(({ y }) => y)).toEqual([chart.height, chart.height / 2, 0]);
    expect(bars.map(({ kind }) => kind)).toEqual(['known', 'known', 'running']);
    const step = chart.width / chart.slots;
    expect(bars.map(({ x }) => x)).toEqual([3, 2, 1].map((left) => chart.width - left * step));
  });

  test('one entry beside very many: it can be seen', () => {
    expect(barsOf([1, 100_000])[0]?.height).toBeGreaterThan(1);
  });

  test('a bucket that nobody saw: it is told from one without entries', () => {
    expect(barsOf([null, 0, 0])).toMatchObject([
      { kind: 'unknown', height: 2 },
      { height: 0 },
      { height: 0 },
    ]);
  });

  test('more buckets than there is room for: the newest are shown, and none is outside', () => {
    const bars = barsOf(Array.from({ length: 100 }, (_, i) => i));
    expect(bars).toHaveLength(chart.slots);
    expect([bars[0]?.x, bars.at(-1)?.height]).toEqual([0, chart.height]);
  });
});
