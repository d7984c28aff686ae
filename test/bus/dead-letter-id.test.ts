import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DeadLetterId,
  formatDeadLetterId,
  isDeadLetterId,
  newestFirst,
  parseDeadLetterId,
} from '../../src/bus/dead-letter-id.js';

const GREATEST = 2n ** 64n - 1n;

const half = fc.oneof(fc.bigInt({ min: 0n, max: GREATEST }), fc.constantFrom(0n, 1n, 9n, 10n, GREATEST));
const anyId: fc.Arbitrary<DeadLetterId> = fc.record({
  group: fc.stringMatching(/^[a-z0-9:-]{1,8}$/),
  partition: fc.nat({ max: 63 }),
  streamId: fc
    .tuple(half, half)
    .filter(([ms, count]) => ms + count > 0n)
    .map(([ms, count]) => `${ms}-${count}`),
});

test('id: of any group, partition and entry, is read as it was written', () => {
  expect(formatDeadLetterId({ group: 'orders', partition: 0, streamId: '1732300000000-0' })).toBe(
    'orders-0-1732300000000-0',
  );
  fc.assert(
    fc.property(anyId, (id) => {
      expect(parseDeadLetterId(formatDeadLetterId(id))).toEqual(id);
      expect(isDeadLetterId(formatDeadLetterId(id))).toBe(true);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a word', 'orders'],
  ['an entry’s id', '1732300000000-0'],
  ['no group', '-0-1732300000000-0'],
  ['no partition', 'orders-1732300000000-0'],
  ['a partition that is no number', 'orders-x-1732300000000-0'],
  ['negative milliseconds', 'orders-0--1-0'],
  ['a partition with a zero before it', 'orders-00-1732300000000-0'],
  ['a partition that is too great for any', 'orders-10000-1732300000000-0'],
  ['no count', 'orders-0-1732300000000'],
  ['an open count', 'orders-0-1732300000000-*'],
  ['milliseconds with a zero before them', 'orders-0-01732300000000-0'],
  ['a count with a zero before it', 'orders-0-1732300000000-00'],
  ['milliseconds of more than 64 bits', 'orders-0-18446744073709551616-0'],
  ['a count of more than 64 bits', 'orders-0-1-18446744073709551616'],
  ['a count of more digits than those have', 'orders-0-1-100000000000000000000'],
  ['the id that no entry has', 'orders-0-0-0'],
  ['a space before it', ' -0-1-0 '],
  ['a line after it', 'orders-0-1732300000000-0\n'],
  ['an end of a range', 'orders-0-(1732300000000-0'],
])('id: %s, is none', (_, text) => {
  expect(parseDeadLetterId(text)).toBeUndefined();
  expect(isDeadLetterId(text)).toBe(false);
});

test('order: the newest are first, whatever the number of digits; then by group, then by partition', () => {
  const inOrder = [
    { group: 'a', partition: 3, streamId: '18446744073709551615-0' },
    { group: 'b', partition: 0, streamId: '10-0' },
    { group: 'z', partition: 9, streamId: '9-18446744073709551615' },
    { group: 'a', partition: 2, streamId: '9-10' },
    { group: 'a', partition: 10, streamId: '9-10' },
    { group: 'b', partition: 1, streamId: '9-10' },
    { group: 'a', partition: 0, streamId: '9-9' },
  ];
  expect([...inOrder].reverse().sort(newestFirst)).toEqual(inOrder);
});

test('order: of any ids, one of two that differ is before the other', () => {
  fc.assert(
    fc.property(anyId, anyId, (a, b) => {
      expect(Math.sign(newestFirst(a, b))).toBe(-Math.sign(newestFirst(b, a)) + 0);
      expect(newestFirst(a, b) === 0).toBe(formatDeadLetterId(a) === formatDeadLetterId(b));
    }),
  );
});
