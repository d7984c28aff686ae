import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent, defineStream } from '../../src/bus/event.js';
import { Fault, Unavailable } from '../../src/bus/faults.js';
import { at, defineReplica, defineSource, type Ref } from '../../src/bus/record.js';
import { type Command, needOf, WorkingSet } from '../../src/bus/working-set.js';

const versioned = { version: z.int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

const houseState = z.object({ id: z.string(), doors: z.int(), version: z.int(), sequence: z.int() });
type House = z.infer<typeof houseState>;
const houses = defineReplica<House>({ name: 'house', schema: houseState });

const doorState = z.object({
  id: z.string(),
  houseId: z.string(),
  width: z.int().max(200),
  note: z.string().nullable(),
  ...versioned,
});
type Door = z.infer<typeof doorState>;
const doorDefinition = {
  name: 'door',
  schema: doorState,
  stream: defineStream('doors', [
    defineEvent('door:built', doorState, 'There is a new door.'),
    defineEvent('door:changed', doorState, 'The door has changed.'),
  ]),
  announce: (before: Door | undefined) => (before ? 'door:changed' : 'door:built'),
  indexes: ({ note, width }: Door) => [
    { name: 'door:by-width', score: width },
    { name: `door:by-note:${note}`, score: 0 },
  ],
};
const doors = defineSource<Door>({ ...doorDefinition, subject: ({ id }) => id });
const houseDoors = defineSource<Door>({
  ...doorDefinition,
  subject: ({ houseId }) => houseId,
  line: {
    index: (houseId) => `rooms:by-house:${houseId}`,
    replica: houses,
    follow: (house: House) => ({ ...house, doors: house.doors + 1 }),
  },
});

const then = '2026-03-01T10:00:00.000Z';
const now = '2026-03-01T12:00:00.000Z';
const front: Door = {
  id: 'front',
  houseId: 'elm',
  width: 90,
  note: 'oak',
  version: 3,
  createdAt: then,
  updatedAt: then,
};
const storedFront = {
  ...{ id: 'front', houseId: 'elm', width: '90', note: 'oak' },
  ...{ version: '3', createdAt: then, updatedAt: then },
};
const storedHouse = { id: 'elm', doors: '2', version: '8', sequence: '5' };

const door = at(doors, 'front');
const house = at(houses, 'elm');

describe('get', () => {
  test('a record that Redis does not have: undefined', () => {
    expect(reading([door, {}]).get(door)).toBeUndefined();
  });

  test('a record that Redis has: its state', () => {
    expect(reading([door, storedFront]).get(door)).toEqual(front);
  });

  test('a record that was not read: a fault, as a decision on it would be unwatched', () => {
    expect(() => reading().get(door)).toThrow(new Fault('{3}:door:front was not read'));
  });

  test('a record whose read failed: what it failed with', () => {
    const wrongType = new Error('WRONGTYPE');
    expect(() => reading([door, wrongType]).get(door)).toThrow(wrongType);
  });

  test('a record whose fields are broken: a fault', () => {
    expect(() => reading([door, { ...storedFront, width: 'wide' }]).get(door)).toThrow(Fault);
  });
});

describe('change', () => {
  test('a new record: version 0, its hash, its indexes and its entry', () => {
    const set = reading([door, {}]);
    const state = set.change(doors, undefined, { ...front, version: 77, createdAt: '', updatedAt: '' });
    expect(state).toEqual({ ...front, version: 0, createdAt: now, updatedAt: now });
    expect(set.get(door)).toEqual(state);
    expect(set.commands()).toEqual([
      [
        ...['hset', '{3}:door:front', 'id', 'front', 'houseId', 'elm', 'width', '90', 'note', 'oak'],
        ...['version', '0', 'createdAt', now, 'updatedAt', now],
      ],
      ['zadd', '{3}:door:by-width', 90, 'front'],
      ['zadd', '{3}:door:by-note:oak', 0, 'front'],
      entry('door:built', 0, state),
    ]);
  });

  test('an existing record: version + 1, only what changed in hash and indexes, and its entry', () => {
    const set = reading([door, storedFront]);
    const state = set.change(doors, front, { ...front, width: 100, createdAt: now });
    expect(state).toEqual({ ...front, width: 100, version: 4, updatedAt: now });
    expect(set.commands()).toEqual([
      ['hset', '{3}:door:front', 'width', '100', 'version', '4', 'updatedAt', now],
      ['zadd', '{3}:door:by-width', 100, 'front'],
      entry('door:changed', 4, state),
    ]);
  });

  test('a field that becomes null: leaves the hash, and the record the index that it was in', () => {
    const set = reading([door, storedFront]);
    const state = set.change(doors, front, { ...front, note: null });
    expect(set.commands()).toEqual([
      ['hset', '{3}:door:front', 'version', '4', 'updatedAt', now],
      ['hdel', '{3}:door:front', 'note'],
      ['zadd', '{3}:door:by-note:null', 0, 'front'],
      ['zrem', '{3}:door:by-note:oak', 'front'],
      entry('door:changed', 4, state),
    ]);
  });

  test('nothing changes but the stamps: nothing is staged, and version and time stay', () => {
    const set = reading([door, { ...storedFront, seen: '9' }]);
    const after = { ...front, version: 99, createdAt: now, updatedAt: now };
    expect(set.change(doors, front, after)).toEqual(front);
    expect(set.commands()).toEqual([]);
  });

  test('twice in one transaction: two versions with an entry each, one write of the hash', () => {
    const set = reading([door, storedFront]);
    const first = set.change(doors, front, { ...front, width: 100 });
    const second = set.change(doors, set.get(door), { ...first, width: 110 });
    expect([first.version, second.version]).toEqual([4, 5]);
    expect(set.commands()).toEqual([
      ['hset', '{3}:door:front', 'width', '110', 'version', '5', 'updatedAt', now],
      ['zadd', '{3}:door:by-width', 110, 'front'],
      entry('door:changed', 4, first),
      entry('door:changed', 5, second),
    ]);
  });

  test('there and back in one transaction: both are announced, and the version counts them', () => {
    const set = reading([door, storedFront]);
    const there = set.change(doors, front, { ...front, width: 100 });
    const back = set.change(doors, there, { ...there, width: 90 });
    expect(set.commands()).toEqual([
      ['hset', '{3}:door:front', 'version', '5', 'updatedAt', now],
      entry('door:changed', 4, there),
      entry('door:changed', 5, back),
    ]);
  });

  test('a state that its schema does not allow: a fault, before anything is staged', () => {
    const set = reading([door, storedFront]);
    expect(() => set.change(doors, front, { ...front, width: 201 })).toThrow(Fault);
    expect(set.commands()).toEqual([]);
  });
});

describe('change along a line', () => {
  const ref = at(houseDoors, 'front');

  test('the replica counts the entry and follows the change, and keeps its version', () => {
    const set = reading([ref, storedFront], [house, storedHouse]);
    const state = set.change(houseDoors, front, { ...front, width: 100 });
    expect(state.version).toBe(4);
    expect(set.get(house)).toEqual({ id: 'elm', doors: 3, version: 8, sequence: 6 });
    expect(set.commands()).toContainEqual(['hset', '{3}:house:elm', 'doors', '3', 'sequence', '6']);
    expect(set.commands()).toContainEqual(entry('door:changed', 6, state, 'elm'));
  });

  test('another record of the same line: the next sequence', () => {
    const back = { ...front, id: 'back' };
    const set = reading([ref, storedFront], [at(houseDoors, 'back'), {}], [house, storedHouse]);
    const first = set.change(houseDoors, front, { ...front, width: 100 });
    const second = set.change(houseDoors, undefined, back);
    expect(set.commands().filter(([name]) => name === 'xadd')).toEqual([
      entry('door:changed', 6, first, 'elm'),
      entry('door:built', 7, second, 'elm'),
    ]);
  });

  test('no replica to count it: can not be written now', () => {
    const set = reading([ref, storedFront], [house, {}]);
    expect(() => set.change(houseDoors, front, { ...front, width: 100 })).toThrow(
      new Unavailable('unavailable', "house:elm is missing, and can't count"),
    );
  });
});

describe('seen', () => {
  test.each([
    { what: 'a source record that does not exist', ref: door, stored: {}, seen: undefined },
    { what: 'a source record that applied nothing', ref: door, stored: storedFront, seen: 0 },
    { what: 'a source record', ref: door, stored: { ...storedFront, seen: '7' }, seen: 7 },
    { what: 'a replica that does not exist', ref: house, stored: {}, seen: -1 },
    { what: 'a replica', ref: house, stored: storedHouse, seen: 8 },
  ])('$what: $seen', ({ ref, stored, seen }) => {
    expect(reading([ref, stored]).seen(ref)).toBe(seen);
  });

  test('marked: stored with the record, and no change of it', () => {
    const set = reading([door, storedFront]);
    set.markSeen(door, 4);
    expect(set.seen(door)).toBe(4);
    expect(set.commands()).toEqual([['hset', '{3}:door:front', 'seen', '4']]);
  });

  test('a change after it: keeps it', () => {
    const set = reading([door, { ...storedFront, seen: '7' }]);
    set.change(doors, front, { ...front, width: 100 });
    expect(set.seen(door)).toBe(7);
    expect(set.commands().find(([name]) => name === 'hdel')).toBeUndefined();
  });
});

describe('acknowledge', () => {
  test('entries of the same stream and group: one XACK, after all that they caused', () => {
    const set = reading([door, storedFront]);
    set.acknowledge('{3}:orders', 'tickets', '1-1');
    set.change(doors, front, { ...front, width: 100 });
    set.acknowledge('{3}:orders', 'tickets', '1-2');
    set.acknowledge('{3}:doors', 'houses', '2-1');
    expect(set.commands().slice(-2)).toEqual([
      ['xack', '{3}:orders', 'tickets', '1-1', '1-2'],
      ['xack', '{3}:doors', 'houses', '2-1'],
    ]);
  });
});

describe('atomically', () => {
  test('a decision that throws after it staged all it can: nothing of it is left, and all that was before is', () => {
    const set = reading([door, storedFront], [at(doors, 'back'), {}], [house, storedHouse]);
    const first = set.change(doors, front, { ...front, width: 100 });
    set.acknowledge('{3}:orders', 'tickets', '1-1');
    const before = set.commands();

    const decide = () =>
      set.atomically(() => {
        set.change(doors, first, { ...first, width: 110 });
        set.change(doors, undefined, { ...front, id: 'back' });
        set.replicate(houses, { id: 'elm', doors: 9, version: 9, sequence: 9 });
        set.markSeen(door, 9);
        set.acknowledge('{3}:orders', 'tickets', '1-2');
        set.acknowledge('{3}:doors', 'houses', '2-1');
        set.command(['xdel', '{3}:dead:tickets', '1-1']);
        throw new Error('changed my mind');
      });

    expect(decide).toThrow('changed my mind');
    expect(set.commands()).toEqual(before);
    expect(set.get(door)).toEqual(first);
    expect(set.get(at(doors, 'back'))).toBeUndefined();
    expect(set.seen(house)).toBe(8);
  });

  test('a decision that does not throw: what it returned, and all that it staged', () => {
    const set = reading([door, storedFront]);
    const state = set.atomically(() => set.change(doors, front, { ...front, width: 100 }));
    expect(set.get(door)).toEqual(state);
    expect(set.commands()).toHaveLength(3);
  });

  test.each<[what: string, act: (set: WorkingSet) => void, count: number]>([
    ['changes a record', (set) => set.change(doors, front, { ...front, width: 100 }), 1],
    ['acknowledges an entry and no more', (set) => set.acknowledge('{3}:orders', 'tickets', '1-1'), 1],
    ['stages a command and no more', (set) => set.command(['xdel', '{3}:dead:tickets', '1-1']), 1],
    ['gives the state that there is', (set) => set.change(doors, front, front), 0],
    ['reads only', (set) => set.get(door), 0],
  ])('a decision that %s, after one that was written: how many have been by then', (_, act, count) => {
    const set = reading([door, storedFront]);
    set.atomically(() => set.acknowledge('{3}:doors', 'houses', '2-1'));
    set.atomically(() => act(set));
    expect(set.writing).toBe(1 + count);
  });
});

/** A working set of partition 3 that has read these hashes, or failed to. */
function reading(...replies: readonly (readonly [Ref, unknown])[]): WorkingSet {
  const set = new WorkingSet(3, Date.parse(now));
  for (const [ref, reply] of replies) set.keep(needOf(ref, 3), reply);
  return set;
}

function entry(type: string, sequence: number, data: Door, subject = data.id): Command {
  return [
    ...(['xadd', '{3}:doors', '*', 'id', `${subject}/${sequence}`, 'type', type] as const),
    ...['source', '/holdfast/doors', 'time', now, 'subject', subject],
    ...['sequence', String(sequence), 'data', JSON.stringify(data)],
  ];
}
