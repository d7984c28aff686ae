import { expect, test } from 'vitest';
import { z } from 'zod';
import { withNulls } from '../../src/bus/older-data.js';

const seat = z.object({ row: z.string(), side: z.string().nullable() });
const schema = z.object({ title: z.string(), venue: z.string().nullable(), seat });

test.each([
  ['a nullable member is not there', { title: 'a', seat: { row: '1', side: 'l' } }, { venue: null }],
  [
    'one of an object within it',
    { title: 'a', venue: 'b', seat: { row: '1' } },
    { seat: { row: '1', side: null } },
  ],
  ['a member that was always there', { venue: 'b', seat: { row: '1', side: 'l' } }, {}],
  ['a member that is there', { title: 'a', venue: 'b', seat: { row: '1', side: null } }, {}],
  ['a member that the schema does not know', { more: 1, title: 'a', venue: null, seat: null }, {}],
])('data of an older server, %s: nothing but what may be null is filled in', (_, data, filled) => {
  expect(withNulls(schema, data)).toEqual({ ...data, ...filled });
});

test('data of an older server, members within a list and within what may be null: they are filled in too', () => {
  const nested = z.object({
    seats: z.array(seat),
    best: seat.nullable(),
    rows: z.array(z.array(seat)).nullable(),
  });
  const older = { row: '1' };
  const filled = { row: '1', side: null };
  expect(withNulls(nested, { seats: [older, older], best: older, rows: [[older]] })).toEqual({
    seats: [filled, filled],
    best: filled,
    rows: [[filled]],
  });
  expect(withNulls(nested, { seats: [], best: null })).toEqual({ seats: [], best: null, rows: null });
});

test.each([null, 7, 'text', [[1]]])(
  'data of an older server that are no object (%j): as they are',
  (data) => {
    expect(withNulls(schema, data)).toBe(data);
  },
);
