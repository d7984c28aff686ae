import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeEvent, defineEvent, defineStream, encodeEvent, type NewEvent } from '../../src/bus/event.js';
import { Fault } from '../../src/bus/faults.js';

const doors = defineStream('doors', [
  defineEvent(
    'door:opened',
    z.object({ by: z.string().min(1), width: z.int() }),
    'Somebody has opened the door.',
  ),
  defineEvent('door:closed', z.object({ by: z.string().min(1) }), 'Somebody has closed the door.'),
  defineEvent('door:moved', z.object({ to: z.string().nullable() }), 'Somebody has moved the door.'),
]);

const opened: NewEvent = {
  type: 'door:opened',
  time: '2026-03-01T10:00:00.000Z',
  subject: 'front',
  sequence: 3,
  data: { by: 'Ann', width: 90 },
};

describe('encodeEvent', () => {
  test('an event: the attributes of CloudEvents, its data as JSON', () => {
    expect(encodeEvent(doors, opened)).toEqual([
      ...['id', 'front/3'],
      ...['type', 'door:opened'],
      ...['source', '/holdfast/doors'],
      ...['time', '2026-03-01T10:00:00.000Z'],
      ...['subject', 'front'],
      ...['sequence', '3'],
      ...['data', '{"by":"Ann","width":90}'],
    ]);
  });

  test('data that says more than the schema: only what the language knows is published', () => {
    const fields = encodeEvent(doors, { ...opened, data: { by: 'Ann', width: 90, secret: 'x' } });
    expect(fields.at(-1)).toBe('{"by":"Ann","width":90}');
  });

  test('data that does not fit the schema: a fault that names the field', () => {
    const encode = () => encodeEvent(doors, { ...opened, data: { by: 'Ann', width: 'wide' } });
    expect(encode).toThrow(Fault);
    expect(encode).toThrow(/the data of door:opened is not valid: .*expected number.*width/s);
  });

  test.each(['door:painted', 'constructor', ''])('the type %j is none of the stream: a fault', (type) => {
    expect(() => encodeEvent(doors, { ...opened, type })).toThrow(
      `unknown event type ${JSON.stringify(type)} on the stream doors`,
    );
  });
});

describe('decodeEvent', () => {
  test('what was encoded: the same event, with its id and source', () => {
    expect(decodeEvent(doors, encodeEvent(doors, opened))).toEqual({
      ...opened,
      id: 'front/3',
      source: '/holdfast/doors',
    });
  });

  test('fields in another order, and some that it does not know: read all the same, and left out', () => {
    const data = JSON.stringify({ by: 'Ann', width: 90, colour: 'red' });
    const event = decodeEvent(doors, ['colour', 'red', ...fields({ data })]);
    expect(event).toEqual({ ...opened, id: 'front/3', source: '/holdfast/doors' });
  });

  test('what an older server did not know of, and may be null: it is null', () => {
    const { data } = decodeEvent(doors, fields({ type: 'door:moved', data: '{}' }));
    expect(data).toEqual({ to: null });
  });

  test.each(['id', 'type', 'source', 'time', 'subject', 'sequence', 'data'])(
    'without %s: a fault that says so',
    (missing) => {
      const { [missing]: _, ...rest } = attributes;
      const decode = () => decodeEvent(doors, Object.entries(rest).flat());
      expect(decode).toThrow(Fault);
      expect(decode).toThrow(new RegExp(`not an event: .*${missing}`, 's'));
    },
  );

  test.each(['-1', '1.5', '01', '1e3', '', ' 1', '9'.repeat(17)])('sequence %j: a fault', (sequence) => {
    expect(() => decodeEvent(doors, fields({ sequence }))).toThrow(/not an event: .*sequence/s);
  });

  test('the greatest sequence: exact', () => {
    expect(decodeEvent(doors, fields({ sequence: '9'.repeat(15) })).sequence).toBe(999_999_999_999_999);
  });

  test.each(['yesterday', '2026-03-01T10:00:00+01:00', ''])(
    'time %j, which is no UTC time: a fault',
    (time) => {
      expect(() => decodeEvent(doors, fields({ time }))).toThrow(/not an event: .*time/s);
    },
  );

  test('data that is not JSON: a fault', () => {
    expect(() => decodeEvent(doors, fields({ data: '{"by":' }))).toThrow('the data of the entry is not JSON');
  });

  test('data that does not fit the schema of its type: a fault', () => {
    expect(() => decodeEvent(doors, fields({ data: '{"by":""}' }))).toThrow(
      'the data of door:opened is not valid',
    );
  });

  test.each(['door:painted', 'toString', '__proto__'])(
    'the type %j is none of the stream: a fault',
    (type) => {
      expect(() => decodeEvent(doors, fields({ type }))).toThrow('unknown event type');
    },
  );

  test.each([[[]], [['id']], [['id', 'x', 'type']]])('the fields %j: a fault', (broken) => {
    expect(() => decodeEvent(doors, broken)).toThrow(Fault);
  });
});

const attributes: Readonly<Record<string, string>> = {
  id: 'front/3',
  type: 'door:opened',
  source: '/holdfast/doors',
  time: '2026-03-01T10:00:00.000Z',
  subject: 'front',
  sequence: '3',
  data: '{"by":"Ann","width":90}',
};

/** The fields of an entry as XREADGROUP gives them, some of them changed. */
function fields(changed: Record<string, string>): string[] {
  return Object.entries({ ...attributes, ...changed }).flat();
}
