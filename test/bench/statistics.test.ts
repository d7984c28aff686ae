import { expect, test } from 'vitest';
import { percentile, summarise } from '../../bench/statistics.js';

test('summarise: an odd number of samples has the middle one as its median, in any order', () => {
  expect(summarise([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9, spread: 8 / 5, samples: [9, 1, 5] });
});

test('summarise: an even number of samples has the mean of the two in the middle', () => {
  expect(summarise([4, 1, 3, 2]).median).toBe(2.5);
});

test('summarise: the spread is the middle half as a share of the median', () => {
  expect(summarise([1, 90, 95, 100, 105, 110, 1000]).spread).toBeCloseTo((110 - 90) / 100);
});

test('summarise: one sample has no spread', () => {
  expect(summarise([7])).toEqual({ median: 7, min: 7, max: 7, spread: 0, samples: [7] });
});

test('summarise: samples that are all 0 have no spread', () => {
  expect(summarise([0, 0]).spread).toBe(0);
});

test('summarise: no samples have no median', () => {
  expect(() => summarise([])).toThrow(RangeError);
});

test.for([
  [0, 1],
  [0.01, 1],
  [0.5, 50],
  [0.99, 99],
  [0.991, 100],
  [1, 100],
] as const)('percentile: %f of 1 to 100 is %i', ([share, expected]) => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(percentile(values, share)).toBe(expected);
});
