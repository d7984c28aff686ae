import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../src/bus/faults.js';
import { hashCodec } from '../../src/bus/hash-codec.js';

const doorState = z.object({
  id: z.string(),
  width: z.number(),
  open: z.boolean(),
  state: z.enum(['new', 'used']),
  note: z.string().nullable(),
  weight: z.number().nullable(),
  keys: z.array(z.string()),
  house: z.object({ street: z.string(), owner: z.object({ name: z.string(), since: z.int() }) }),
});
const door = hashCodec(doorState);

const front: z.infer<typeof doorState> = {
  id: 'front',
  width: 90.5,
  open: true,
  state: 'new',
  note: null,
  weight: null,
  keys: ['brass', 'x,"y'],
  house: { street: 'Elm', owner: { name: 'Ann', since: 1999 } },
};

const stored = {
  id: 'front',
  width: '90.5',
  open: 'true',
  state: 'new',
  keys: '["brass","x,\\"y"]',
  'house.street': 'Elm',
  'house.owner.name': 'Ann',
  'house.owner.since': '1999',
};

describe('encode', () => {
  test('objects become dotted names, null an absent field, a list its JSON, all else its text', () => {
    expect(door.encode(front)).toEqual(stored);
  });

  test('fields that the schema does not know: not stored', () => {
    expect(door.encode({ ...front, ...{ colour: 'red' } })).toEqual(stored);
  });

  test('a value of another kind than the schema says: a fault that names the field', () => {
    const broken = { ...front, ...JSON.parse('{"width":"wide"}') };
    expect(() => door.encode(broken)).toThrow(new Fault('width must be a number, is wide'));
  });

  test('null where the schema has none: a fault that names the field', () => {
    const broken = { ...front, ...JSON.parse('{"house":{"street":"Elm","owner":null}}') };
    expect(() => door.encode(broken)).toThrow('house.owner.name must be a string, is undefined');
  });
});

describe('decode', () => {
  test('what was encoded: the same state', () => {
    expect(door.decode(stored)).toEqual(front);
  });

  test('any state: comes back as it was', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const state = fc.record({
      id: text,
      width: number,
      open: fc.boolean(),
      state: fc.constantFrom('new' as const, 'used' as const),
      note: fc.option(text),
      weight: fc.option(number),
      keys: fc.array(text),
      house: fc.record({ street: text, owner: fc.record({ name: text, since: fc.integer() }) }),
    });
    fc.assert(
      fc.property(state, (given) => {
        expect(door.decode(door.encode(given))).toEqual(given);
      }),
    );
  });

  test('an empty text is a text, not an absent one', () => {
    expect(door.decode({ ...stored, note: '' }).note).toBe('');
  });

  test('a field that must be there is missing: a fault that names it', () => {
    const { 'house.owner.name': _, ...rest } = stored;
    expect(() => door.decode(rest)).toThrow(new Fault('the stored record has no field house.owner.name'));
  });

  test.each(['', 'wide', 'NaN', 'Infinity', '12px'])(
    '%j where a number must be: a fault that names the field',
    (width) => {
      expect(() => door.decode({ ...stored, width })).toThrow(
        new Fault(`the stored field width is no number: ${width}`),
      );
    },
  );

  test('fields that the schema does not know: left out', () => {
    expect(door.decode({ ...stored, seen: '4' })).toEqual(front);
  });
});

describe('hashCodec', () => {
  test.each([
    ['a list of numbers', () => hashCodec(z.object({ tags: z.array(z.number()) })), 'tags: array'],
    ['an optional field', () => hashCodec(z.object({ note: z.string().optional() })), 'note: optional'],
    ['a nullable object', () => hashCodec(z.object({ at: z.object({}).nullable() })), 'at: object'],
    ['a date', () => hashCodec(z.object({ house: z.object({ built: z.date() }) })), 'house.built: date'],
  ])('%s in the schema: refused when it is declared, not when it is written', (_, declare, what) => {
    expect(declare).toThrow(new Fault(`a hash can't hold ${what}`));
  });
});
