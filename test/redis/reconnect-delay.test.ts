import { expect, test } from 'vitest';
import { reconnectDelayMs } from '../../src/redis/connect.js';

test('reconnect delay: doubles from 20 ms up to 500 ms, and half of each is random', () => {
  const shortest = [1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => reconnectDelayMs(attempt, 0));
  expect(shortest).toEqual([10, 20, 40, 80, 160, 250, 250, 250]);
  const middle = [1, 6, 100].map((attempt) => reconnectDelayMs(attempt, 0.5));
  expect(middle).toEqual([15, 375, 375]);
});

test('reconnect delay: many that lost Redis in the same moment, come back in different ones', () => {
  const delays = Array.from({ length: 100 }, () => reconnectDelayMs(6));
  expect(new Set(delays.map((ms) => Math.floor(ms / 10))).size).toBeGreaterThan(12);
});
