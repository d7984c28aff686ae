import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countToCut, floorOf, type GroupPosition } from '../../src/bus/cut.js';
import { compareEntryIds } from '../../src/bus/stream-position.js';

function at(group: string, lastDelivered: string, oldestPending?: string): GroupPosition {
  return { group, lastDelivered, oldestPending };
}

describe('floorOf', () => {
  test('groups with nothing pending: what the one furthest behind was delivered last', () => {
    expect(floorOf([at('one', '9-0'), at('other', '5-2'), at('third', '5-10')], ['one'])).toBe('5-2');
  });

  test('a group with an entry pending: that entry, however far the group has read', () => {
    expect(floorOf([at('one', '9-0', '3-0'), at('other', '5-0')], ['one', 'other'])).toBe('3-0');
  });

  test('a group that has read nothing: the beginning', () => {
    expect(floorOf([at('one', '9-0'), at('other', '0-0')], ['one'])).toBe('0-0');
  });

  test('a group that was set back behind what is pending: where it stands', () => {
    expect(floorOf([at('one', '2-0', '5-0')], ['one'])).toBe('2-0');
  });

  test('a required group that does not exist, or none at all: everything may be needed', () => {
    expect(floorOf([at('one', '9-0')], ['one', 'other'])).toBeUndefined();
    expect(floorOf([], ['one'])).toBeUndefined();
    expect(floorOf([], [])).toBeUndefined();
  });
});

/** Ten entries, one each millisecond from 1000 on; nobody needs any of them, and each is as old as can be. */
const ids = Array.from({ length: 10 }, (_, i) => `${1000 + i}-0`);
const state = { floor: '9999-0', length: 10, nowMs: 1010 };
const unlimited = { maxAgeMs: 1_000_000, maxLength: 1_000_000 };

describe('countToCut', () => {
  test('young and few: none', () => {
    expect(countToCut(ids, state, unlimited)).toBe(0);
  });

  test('by age: those that are older, and not the one that is as old', () => {
    expect(countToCut(ids, state, { ...unlimited, maxAgeMs: 7 })).toBe(3);
  });

  test('by length: those beyond it', () => {
    expect(countToCut(ids, state, { ...unlimited, maxLength: 6 })).toBe(4);
    expect(countToCut(ids, state, { ...unlimited, maxLength: 10 })).toBe(0);
    expect(countToCut(ids, { ...state, length: 105 }, { ...unlimited, maxLength: 100 })).toBe(5);
  });

  test('by both: what cuts more', () => {
    expect(countToCut(ids, state, { maxAgeMs: 7, maxLength: 6 })).toBe(4);
    expect(countToCut(ids, state, { maxAgeMs: 3, maxLength: 6 })).toBe(7);
  });

  test('a floor: none that is at it or above', () => {
    const everything = { maxAgeMs: 0, maxLength: 0 };
    expect(countToCut(ids, { ...state, floor: '1004-0' }, everything)).toBe(4);
    expect(countToCut(ids, { ...state, floor: '1004-1' }, everything)).toBe(5);
    expect(countToCut(ids, { ...state, floor: '0-0' }, everything)).toBe(0);
  });

  test('everything old and read: the last one stays', () => {
    const everything = { maxAgeMs: 0, maxLength: 0 };
    expect(countToCut(ids, state, everything)).toBe(9);
    expect(countToCut(ids.slice(0, 1), state, everything)).toBe(0);
    expect(countToCut([], state, everything)).toBe(0);
  });

  test('any stream and any retention: a beginning, below the floor, never all of it, and no more than retention allows', () => {
    const stream = fc
      .uniqueArray(fc.record({ ms: fc.nat(30), number: fc.nat(3) }), {
        ...{ minLength: 1, selector: ({ ms, number }) => `${ms}-${number}` },
      })
      .map((parts) => parts.map(({ ms, number }) => `${ms}-${number}`).sort(compareEntryIds));
    const facts = fc.record({
      ...{ entryIds: stream, floorMs: fc.nat(31), nowMs: fc.nat(40), beyond: fc.nat(20) },
      ...{ maxAgeMs: fc.nat(40), maxLength: fc.nat(40) },
    });
    fc.assert(
      fc.property(facts, ({ entryIds, floorMs, nowMs, beyond, ...retention }) => {
        const [floor, length] = [`${floorMs}-0`, entryIds.length + beyond];
        const count = countToCut(entryIds, { floor, length, nowMs }, retention);
        const cut = entryIds.slice(0, count);
        expect(count).toBeLessThan(entryIds.length);
        expect(cut.filter((id) => compareEntryIds(id, floor) >= 0)).toEqual([]);
        const young = cut.filter((id) => Number(id.split('-')[0]) >= nowMs - retention.maxAgeMs);
        // Entries are young from some place on; those may go only as far as the stream is too long.
        if (young.length > 0) expect(length - count).toBeGreaterThanOrEqual(retention.maxLength);
      }),
    );
  });
});
