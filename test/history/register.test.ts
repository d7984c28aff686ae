import { describe, expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.js';
import { misplaced, type Read, type Write } from './register.js';

const write = (state: number, invokedAt: number, returnedAt: number): Write<number> => ({
  ...{ state, invokedAt, returnedAt, what: `write ${state}` },
});

const read = (state: number | undefined, invokedAt: number, returnedAt: number): Read<number> => ({
  ...{ invokedAt, returnedAt, what: `read ${state}`, allows: (found) => found === state },
});

const never = Number.POSITIVE_INFINITY;

describe('misplaced', () => {
  test.each([
    ['one after the other', [write(0, 0, 1), write(1, 4, 5)], [read(0, 2, 3), read(1, 6, 7)]],
    ['a read before the first write', [write(0, 2, 3)], [read(undefined, 0, 1)]],
    ['reads of both states during a write', [write(0, 0, 1), write(1, 2, 9)], [read(0, 3, 8), read(1, 3, 8)]],
    ['writes that overlap in the order of the stream', [write(0, 0, 9), write(1, 0, 2)], [read(1, 3, 4)]],
    [
      'an unknown write, seen long after',
      [write(0, 0, 1), write(1, 2, never)],
      [read(0, 8, 9), read(1, 10, 11)],
    ],
    [
      'a read that any of several states allows',
      [write(0, 0, 1), write(1, 2, 3), write(0, 4, 5)],
      [read(0, 6, 7)],
    ],
  ])('%s: everything has a place', (_, writes, reads) => {
    expect(misplaced(writes, reads)).toBeUndefined();
  });

  test.each([
    ['a stale read', [write(0, 0, 1), write(1, 2, 3)], [read(0, 4, 5)], 'read 0'],
    ['a read back in time', [write(0, 0, 1), write(1, 2, 20)], [read(1, 4, 5), read(0, 6, 7)], 'read 0'],
    ['a read of what comes later', [write(0, 0, 1), write(1, 6, 7)], [read(1, 2, 3)], 'read 1'],
    ['a read of what never was', [write(0, 0, 1)], [read(7, 0, 9)], 'read 7'],
    ['a read of nothing after the first write', [write(0, 0, 1)], [read(undefined, 2, 3)], 'read undefined'],
    ['writes against the time', [write(0, 5, 6), write(1, 0, 1)], [], 'write 1'],
    ['an unknown write before it was sent', [write(0, 0, 1), write(1, 8, never)], [read(1, 2, 3)], 'read 1'],
  ])('%s: it has no place', (_, writes, reads, what) => {
    expect(misplaced(writes, reads)?.what).toBe(what);
  });

  /** Wing and Gong: every order that keeps the times is tried. */
  function hasOrder(
    writes: readonly Write<number>[],
    reads: readonly Read<number>[],
    state?: number,
  ): boolean {
    const end = Math.min(...[...writes, ...reads].map(({ returnedAt }) => returnedAt));
    const [next, ...later] = writes;
    if (!next && reads.length === 0) return true;
    if (next && next.invokedAt <= end && hasOrder(later, reads, next.state)) return true;
    return reads.some(
      (one) =>
        one.invokedAt <= end &&
        one.allows(state) &&
        hasOrder(
          writes,
          reads.filter((other) => other !== one),
          state,
        ),
    );
  }

  test('3,000 random histories: it finds an order exactly where trying every order finds one', () => {
    const random = seededRandom(1);
    const found = { order: 0, none: 0 };
    const interval = () => {
      const from = Math.floor(random() * 12);
      return [from, random() < 0.1 ? never : from + Math.floor(random() * 6)] as const;
    };
    for (let i = 0; i < 3000; i += 1) {
      const writes = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, n) =>
        write(n % 2, ...interval()),
      );
      const reads = Array.from({ length: Math.floor(random() * 4) }, () =>
        read([undefined, 0, 1][Math.floor(random() * 3)], ...interval()),
      );
      const expected = hasOrder(writes, reads);
      found[expected ? 'order' : 'none'] += 1;
      expect(misplaced(writes, reads) === undefined, JSON.stringify({ writes, reads })).toBe(expected);
    }
    expect(Math.min(found.order, found.none)).toBeGreaterThan(300);
  });
});
