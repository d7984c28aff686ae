import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forEachOf, keepInFlight } from '../../bench/load/in-flight.js';
import { openLoop } from '../../bench/load/open-loop.js';

test('keepInFlight: so many are under way at a time, never more, and each has its number', async () => {
  let running = 0;
  let most = 0;
  const pieces: number[] = [];
  const { count, perSecond } = await keepInFlight(8, { warmMs: 20, measureMs: 40 }, async (piece) => {
    pieces.push(piece);
    running += 1;
    most = Math.max(most, running);
    await delay(1);
    running -= 1;
  });

  expect(most).toBe(8);
  expect(running).toBe(0);
  expect(pieces).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(perSecond).toBeGreaterThan(0);
});

test('keepInFlight: a piece that fails ends it', async () => {
  const failing = keepInFlight(2, { warmMs: 0, measureMs: 1000 }, () => Promise.reject(new Error('no')));

  await expect(failing).rejects.toThrow('no');
});

test('forEachOf: each once, so many at a time', async () => {
  let running = 0;
  let most = 0;
  const seen: [string, number][] = [];
  await forEachOf(['a', 'b', 'c', 'd', 'e'], 2, async (item, index) => {
    seen.push([item, index]);
    running += 1;
    most = Math.max(most, running);
    await delay(1);
    running -= 1;
  });

  expect(most).toBe(2);
  expect(seen.map(([item, index]) => `${item}${index}`)).toEqual(['a0', 'b1', 'c2', 'd3', 'e4']);
});

test('openLoop: all are begun at the pace, although none has ended', async () => {
  const intended: number[] = [];
  const begun: number[] = [];
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const loop = openLoop({ perSecond: 100, seconds: 0.2 }, async (number, intendedAt) => {
    intended.push(intendedAt);
    begun.push(performance.now());
    if (number === 19) end?.();
    await ended;
  });
  await loop;

  expect(intended).toHaveLength(20);
  for (const [i, at] of intended.entries()) {
    expect(at - (intended[0] ?? 0)).toBeCloseTo(i * 10, 3);
    // A clock's own step is all that one may begin before its time.
    expect(begun[i] ?? 0).toBeGreaterThan(at - 1);
  }
});

test('openLoop: what fails is told', async () => {
  const failing = openLoop({ perSecond: 100, seconds: 0.05 }, () => Promise.reject(new Error('no')));

  await expect(failing).rejects.toThrow('no');
});
