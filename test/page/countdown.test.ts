import { expect, test } from 'vitest';
import { timeLeft } from '../../web/clock/countdown.js';

const expiresAt = '2026-11-22T10:15:00.000Z';
const before = (ms: number) => timeLeft(expiresAt, Date.parse(expiresAt) - ms);

test.each([
  [900_000, 900, '15:00'],
  [899_999, 900, '15:00'],
  [899_000, 899, '14:59'],
  [61_000, 61, '1:01'],
  [1000, 1, '0:01'],
  [1, 1, '0:01'],
  [0, 0, '0:00'],
  [-5000, 0, '0:00'],
  [3_723_000, 3723, '1:02:03'],
])('timeLeft: %d ms before the end, %d seconds are left: %s', (ms, seconds, text) => {
  expect(before(ms)).toEqual({ seconds, text });
});
