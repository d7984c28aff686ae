import { expect, test } from 'vitest';
import { ROWS } from '../../bench/rows/index.js';

test('rows: ids of rows and of comparisons are unique', () => {
  const ids = ROWS.map(({ id }) => id);
  const comparisons = ROWS.flatMap((row) => row.comparisons.map(({ id }) => id));

  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(comparisons).size).toBe(comparisons.length);
});

test.for(ROWS.map((row) => [row.id, row] as const))(
  'rows: %s compares only what it measures',
  ([, { contestants, comparisons, units }]) => {
    const names = contestants.map(({ name }) => name);
    for (const { of, to } of comparisons) {
      for (const measured of [of, ...(to ? [to] : [])]) {
        expect(names).toContain(measured.contestant);
        expect(Object.keys(units)).toContain(measured.metric);
      }
    }
  },
);
