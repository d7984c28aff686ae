import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyIn, MAX_PARTITIONS, newId, partitionOf } from '../../src/bus/partition.js';

describe('newId', () => {
  test('any partition: the id is a UUIDv7 that names it', () => {
    fc.assert(
      fc.property(fc.nat({ max: MAX_PARTITIONS - 1 }), (partition) => {
        const id = newId(partition);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(partitionOf(id)).toBe(partition);
      }),
    );
  });

  test('many in a row: all differ, and sort by the time they were made', () => {
    const ids = Array.from({ length: 5000 }, () => newId(0));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  test('made in other partitions: still sort by the time they were made', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => newId((i * 7) % 16));
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('partitionOf', () => {
  test('upper case, as a client may send it: the same partition', () => {
    expect(partitionOf(newId(0xa_bc).toUpperCase())).toBe(0xa_bc);
  });

  test.each(['', 'nobody', '00000000-0000-7000-8000-000000000xyz'])('%j: no partition', (id) => {
    expect(partitionOf(id)).toBeNaN();
  });
});

describe('keyIn', () => {
  test('the partition is the hash tag, so that all its keys share a slot of a cluster', () => {
    expect(keyIn(3, 'tickets')).toBe('{3}:tickets');
  });
});
