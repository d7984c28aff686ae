import { describe, expect, test } from 'vitest';
import { HeldEntries } from '../../src/bus/held-entries.js';
import type { Entry } from '../../src/bus/subscription.js';

const backOff = { baseMs: 100, maxMs: 1000 };

describe('HeldEntries', () => {
  test('entries of a subject, held in any order: the first is the one with the lowest sequence', () => {
    const held = holding(entry('a', 7), entry('a', 5), entry('a', 6));
    expect(held.first('a')).toEqual({ entry: entry('a', 5), failures: 0 });
    expect(held.size).toBe(3);
  });

  test('another subject: knows nothing of it', () => {
    const held = holding(entry('a', 5));
    expect([held.has('a'), held.has('b')]).toEqual([true, false]);
    expect(held.first('b')).toBeUndefined();
  });

  test('the same entry twice: held once', () => {
    const held = holding(entry('a', 5), entry('a', 5));
    expect(held.size).toBe(1);
  });

  test('held again by another delivery: the first one stays, with its failures', () => {
    const held = holding();
    held.hold(entry('a', 5), 2);
    held.hold(entry('a', 5, '9-9'));
    expect(held.first('a')).toEqual({ entry: entry('a', 5), failures: 2 });
  });

  test('held again with more failures: they are counted, and it takes no more room', () => {
    const held = holding(entry('a', 5));
    held.hold(entry('a', 5), 1);
    expect(held.first('a')?.failures).toBe(1);
    expect(held.size).toBe(1);
  });

  test('one more than there is room for: not held, as it is pending in Redis anyway', () => {
    const held = holding(entry('a', 5), entry('b', 5), entry('c', 5), entry('a', 6));
    expect(held.size).toBe(3);
    expect(held.due(0)).toEqual(['a', 'b', 'c']);
    held.release(entry('a', 5));
    expect(held.has('a')).toBe(false);
  });

  test('full: an entry that is held already can still count its failures', () => {
    const held = holding(entry('a', 5), entry('b', 5), entry('c', 5));
    held.hold(entry('b', 5), 3);
    expect(held.first('b')?.failures).toBe(3);
  });

  test('released: the next one is first, and the room is free again', () => {
    const held = holding(entry('a', 5), entry('a', 6));
    held.release(entry('a', 5));
    expect(held.first('a')?.entry).toEqual(entry('a', 6));
    expect(held.size).toBe(1);
    held.release(entry('a', 6));
    expect(held.has('a')).toBe(false);
    expect(held.size).toBe(0);
  });

  test('released although it was never held: changes nothing', () => {
    const held = holding(entry('a', 5));
    held.release(entry('a', 9));
    held.release(entry('b', 5));
    expect(held.size).toBe(1);
  });

  test('postponed: due when its time has come, and each time in vain makes it longer', () => {
    const held = holding(entry('a', 5));
    held.postpone('a', 0);
    expect(held.due(49)).toEqual([]);
    expect(held.due(100)).toEqual(['a']);
    held.postpone('a', 100);
    expect(held.due(199)).toEqual([]);
    expect(held.due(300)).toEqual(['a']);
  });

  test('postponed: the other subjects are due as they were', () => {
    const held = holding(entry('a', 5), entry('b', 5));
    held.postpone('a', 0);
    expect(held.due(0)).toEqual(['b']);
  });

  test('the first is released: the next one is due at once, and its back-off begins anew', () => {
    const held = holding(entry('a', 5), entry('a', 6));
    for (let times = 0; times < 10; times += 1) held.postpone('a', 0);
    held.release(entry('a', 5));
    expect(held.due(0)).toEqual(['a']);
    held.postpone('a', 0);
    expect(held.due(100)).toEqual(['a']);
  });

  test('a subject that is not held: postponing it changes nothing', () => {
    const held = holding();
    held.postpone('a', 0);
    expect(held.due(1e9)).toEqual([]);
  });

  test('a gap that has stayed: told again after twice the time, and no more when it has closed', () => {
    const held = holding(entry('a', 5), entry('b', 5));
    held.postpone('a', 1000);
    expect(held.gapsOlderThan(500, 1499)).toEqual([]);
    expect(held.gapsOlderThan(500, 1500)).toEqual([{ subject: 'a', everyMs: 500 }]);
    expect(held.gapsOlderThan(500, 2499)).toEqual([]);
    expect(held.gapsOlderThan(500, 2500)).toEqual([{ subject: 'a', everyMs: 1000 }]);
    held.release(entry('a', 5));
    expect(held.gapsOlderThan(500, 9000)).toEqual([]);
  });

  test('what waits: the subjects in the order in which they began, each by its first entry', () => {
    const held = holding(entry('b', 7), entry('a', 5), entry('b', 6));
    held.hold(entry('a', 5), 2);
    held.postpone('b', 0);
    held.gapsOlderThan(500, 500);
    const b = { subject: 'b', entryId: '1-6', sequence: 6, entries: 2, failures: 0, asked: true };
    const a = { subject: 'a', entryId: '1-5', sequence: 5, entries: 1, failures: 2, asked: false };
    expect(held.oldest(20)).toEqual([b, a]);
    expect(held.oldest(1)).toEqual([b]);
    expect(held.subjects).toBe(2);
    expect(['a', 'b', 'c'].map((subject) => held.behind(subject))).toEqual([1, 2, 0]);
  });

  test('a first entry whose reaction fails: waits for no other, so it is no gap', () => {
    const held = holding();
    held.hold(entry('a', 5), 1);
    held.postpone('a', 1000);
    expect(held.gapsOlderThan(500, 9000)).toEqual([]);
  });
});

function holding(...entries: readonly Entry[]): HeldEntries {
  const held = new HeldEntries({ limit: 3, early: backOff, retry: backOff });
  for (const one of entries) held.hold(one);
  return held;
}

function entry(subject: string, sequence: number, entryId = `1-${sequence}`): Entry {
  const time = '2026-03-01T10:00:00.000Z';
  const event = { id: `${subject}/${sequence}`, type: 'door:opened', source: '/holdfast/doors', time };
  return { entryId, fields: [], event: { ...event, subject, sequence, data: {} } };
}
