import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOffMs } from '../../src/bus/back-off.js';

const backOff = { baseMs: 100, maxMs: 30_000 };
const almostOne = 1 - 2 ** -53;

describe('backOffMs', () => {
  test.each([
    { attempt: 1, least: 50, most: 100 },
    { attempt: 2, least: 100, most: 200 },
    { attempt: 4, least: 400, most: 800 },
    { attempt: 9, least: 12_800, most: 25_600 },
    { attempt: 10, least: 15_000, most: 30_000 },
    { attempt: 5000, least: 15_000, most: 30_000 },
  ])('attempt $attempt: from $least to $most ms, by chance', ({ attempt, least, most }) => {
    expect(backOffMs(backOff, attempt, 0)).toBe(least);
    expect(backOffMs(backOff, attempt, almostOne)).toBeCloseTo(most, 6);
  });

  test('without a given chance: within the same bounds, and not always the same', () => {
    const waits = Array.from({ length: 50 }, () => backOffMs(backOff, 3));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(400);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  test('a longest wait below the first one: never longer than that', () => {
    const attempt = fc.integer({ min: 1, max: 100 });
    const chance = fc.double({ min: 0, max: almostOne, noNaN: true });
    fc.assert(
      fc.property(attempt, chance, (n, random) => {
        const wait = backOffMs({ baseMs: 100, maxMs: 40 }, n, random);
        expect(wait).toBeGreaterThanOrEqual(20);
        expect(wait).toBeLessThanOrEqual(40);
      }),
    );
  });
});
