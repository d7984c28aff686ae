import { describe, expect, test } from 'vitest';
import { growth } from '../../src/admin/series.js';

describe('growth', () => {
  test.each([
    ['no look', [], []],
    ['one look, there is nothing to compare it to', [5], []],
    ['looks in turn, how much came between each two', [5, 5, 8, 18], [0, 3, 10]],
    ['a look in vain, neither of the two buckets that it parts is known', [5, null, 8, 9], [null, null, 1]],
    ['a count that began anew, is not known and goes on from there', [500, 3, 4], [null, 1]],
    ['nothing was ever counted', [0, 0], [0]],
  ])('%s', (_, totals, expected) => {
    expect(growth(totals)).toEqual(expected);
  });
});
