import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advance,
  compareEntryIds,
  furthest,
  hasReached,
  parsePosition,
  printPosition,
} from '../../src/bus/stream-position.js';

const upTo = (max: number) => fc.integer({ min: 0, max });
const entryId = fc.tuple(upTo(999_999_999_999_999), upTo(3)).map(([ms, number]) => `${ms}-${number}`);
/** Few different ids, so that positions often agree in some places. */
const nearId = fc.tuple(upTo(2), upTo(11)).map(([ms, number]) => `${ms}-${number}`);
const pairOfPositions = fc
  .integer({ min: 1, max: 5 })
  .chain((places) =>
    fc.tuple(...[0, 1].map(() => fc.array(nearId, { minLength: places, maxLength: places }))),
  );

describe('parsePosition', () => {
  test('what was printed: the same position', () => {
    fc.assert(
      fc.property(fc.array(entryId, { minLength: 1, maxLength: 128 }), (position) => {
        expect(parsePosition(printPosition(position), position.length)).toEqual(position);
      }),
    );
  });

  test('a position of fewer places: the rest is read from its beginning', () => {
    expect(parsePosition('17-0,18-1', 4)).toEqual(['17-0', '18-1', '0-0', '0-0']);
  });

  test('a position of more places: those that there are', () => {
    expect(parsePosition('17-0,18-1,19-0,20-0', 2)).toEqual(['17-0', '18-1']);
  });

  test.each([
    ...[
      '',
      ' ',
      '17',
      '17-',
      '-1',
      '17-0,',
      ',17-0',
      '17-0,,18-0',
      '17-0;18-0',
      '17-0, 18-0',
      ' 17-0',
      '17-0\n',
    ],
    ...[
      '0x11-0',
      '1e3-0',
      '-17-0',
      '17--1',
      '+17-0',
      '１７-0',
      '17-0-0',
      '$',
      '*',
      '>',
      '(17-0',
      'NaN-0',
      'null',
    ],
    ...[`${'1'.repeat(16)}-0`, `1-${'1'.repeat(16)}`, '17-0,x', '1.5-0'],
  ])('%j: no position', (text) => {
    expect(parsePosition(text, 2)).toBeUndefined();
  });

  test('a header as long as one may be: judged at once', () => {
    const long = '1-1,'.repeat(4000);
    const before = performance.now();
    expect(parsePosition(`${long}x`, 2)).toBeUndefined();
    expect(parsePosition(`${long}1-1`, 2)).toEqual(['1-1', '1-1']);
    expect(performance.now() - before).toBeLessThan(100);
  });
});

describe('compareEntryIds', () => {
  test('milliseconds first, then the number, both as numbers and not as text', () => {
    const ids = ['10-0', '9-10', '9-9', '0-0', '9-0', '100-1', '100-0'];
    expect(ids.sort(compareEntryIds)).toEqual(['0-0', '9-0', '9-9', '9-10', '10-0', '100-0', '100-1']);
    expect(compareEntryIds('9-10', '9-10')).toBe(0);
  });

  test('the longest ids: told apart', () => {
    expect(compareEntryIds('999999999999999-0', '999999999999998-0')).toBeGreaterThan(0);
    expect(compareEntryIds('1-999999999999998', '1-999999999999999')).toBeLessThan(0);
  });
});

describe('hasReached, furthest, advance', () => {
  test('a position has reached another: only when no place of it is behind', () => {
    expect(hasReached(['5-0', '7-0'], ['5-0', '6-9'])).toBe(true);
    expect(hasReached(['5-0', '7-0'], ['5-1', '6-9'])).toBe(false);
    expect(hasReached(['5-0', '7-0'], ['5-0', '7-1'])).toBe(false);
    expect(hasReached(['5-0'], ['5-0', '0-0'])).toBe(true);
    expect(hasReached(['5-0'], ['5-0', '0-1'])).toBe(false);
  });

  test('the furthest of two positions: reaches both, and is no further than it has to be', () => {
    fc.assert(
      fc.property(pairOfPositions, ([one = [], other = []]) => {
        const both = furthest(one, other);
        expect(hasReached(both, one) && hasReached(both, other)).toBe(true);
        for (const [place, id] of both.entries()) expect([one[place], other[place]]).toContain(id);
        expect(furthest(other, one)).toEqual(both);
      }),
    );
  });

  test('an entry read: its place moves on, and the position before stays as it was', () => {
    const before = ['5-0', '7-0'];
    expect(advance(before, { place: 1, entryId: '8-0' })).toEqual(['5-0', '8-0']);
    expect(before).toEqual(['5-0', '7-0']);
  });
});
