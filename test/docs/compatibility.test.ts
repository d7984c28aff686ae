import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeEvent, defineEvent, defineStream, encodeEvent } from '../../src/bus/event.js';
import { Fault } from '../../src/bus/faults.js';
import { ticketEvents as ofToday } from '../../src/events/tickets.js';
import { ticketEvents as withRow } from '../examples/field.js';
import { details } from '../support/market.js';

const time = '2026-11-23T10:00:00.000Z';
const subject = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';
const stamps = {
  sellerId: 'ann',
  status: 'available',
  orderId: null,
  version: 0,
  createdAt: time,
  updatedAt: time,
};
const ticket = { id: subject, ...details, ...stamps };

describe('the field of docs/events.md', () => {
  it('an entry of before: has null', () => {
    const entry = encodeEvent(ofToday, { type: 'ticket:created', time, subject, sequence: 0, data: ticket });
    expect(decodeEvent(withRow, entry).data).toEqual({ ...ticket, row: null });
  });

  it('an entry with it, read by a server of before: has all the rest', () => {
    const data = { ...ticket, row: 'F' };
    const entry = encodeEvent(withRow, { type: 'ticket:created', time, subject, sequence: 0, data });
    expect(decodeEvent(ofToday, entry).data).toEqual(ticket);
  });
});

interface Side {
  readonly schema: z.ZodType;
  /** What it writes. */
  readonly data: object;
  /** A type of event that the other side does not have, by which it writes. */
  readonly type?: string;
}

const a = z.string();
const x = z.enum(['x']);
const xy = z.enum(['x', 'y']);

/** What docs/events.md says of changes of the language: who can read whom. */
const changes: Record<string, { readonly before: Side; readonly after: Side }> = {
  'a field that may be `null` is added': {
    before: { schema: z.object({ a }), data: { a: 'x' } },
    after: { schema: z.object({ a, b: a.nullable() }), data: { a: 'x', b: 'y' } },
  },
  'a field that must be there is added': {
    before: { schema: z.object({ a }), data: { a: 'x' } },
    after: { schema: z.object({ a, b: a }), data: { a: 'x', b: 'y' } },
  },
  'a field that may be `null` is removed': {
    before: { schema: z.object({ a, b: a.nullable() }), data: { a: 'x', b: 'y' } },
    after: { schema: z.object({ a }), data: { a: 'x' } },
  },
  'a field that must be there is removed': {
    before: { schema: z.object({ a, b: a }), data: { a: 'x', b: 'y' } },
    after: { schema: z.object({ a }), data: { a: 'x' } },
  },
  'a field that must be there may be `null` from now on': {
    before: { schema: z.object({ a }), data: { a: 'x' } },
    after: { schema: z.object({ a: a.nullable() }), data: { a: null } },
  },
  'a limit is widened, or a value of an enumeration added': {
    before: { schema: z.object({ a: x }), data: { a: 'x' } },
    after: { schema: z.object({ a: xy }), data: { a: 'y' } },
  },
  'a limit is narrowed, or a value of an enumeration removed': {
    before: { schema: z.object({ a: xy }), data: { a: 'y' } },
    after: { schema: z.object({ a: x }), data: { a: 'x' } },
  },
  'a type of event is added': {
    before: { schema: z.object({ a }), data: { a: 'x' } },
    after: { schema: z.object({ a }), data: { a: 'x' }, type: 'thing:renamed' },
  },
  'a type of event is removed': {
    before: { schema: z.object({ a }), data: { a: 'x' }, type: 'thing:renamed' },
    after: { schema: z.object({ a }), data: { a: 'x' } },
  },
};

describe('what may change of an event', () => {
  it.each(Object.entries(changes))('%s: it is as docs/events.md says', async (change, { before, after }) => {
    const document = await readFile('docs/events.md', 'utf8');
    const row = document.split('\n').find((line) => line.startsWith(`| ${change} |`));
    const [, , newReadsOld, oldReadsNew] = row?.split('|').map((cell) => cell.trim()) ?? [];
    expect({ newReadsOld, oldReadsNew }).toEqual({
      newReadsOld: canRead(after, before) ? 'yes' : 'no',
      oldReadsNew: canRead(before, after) ? 'yes' : 'no',
    });
  });
});

function canRead(reader: Side, writer: Side): boolean {
  const { data, type = 'thing:made' } = writer;
  const entry = encodeEvent(streamOf(writer), { type, time, subject, sequence: 0, data });
  try {
    decodeEvent(streamOf(reader), entry);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    return false;
  }
}

function streamOf({ schema, type }: Side) {
  const types = ['thing:made', ...(type === undefined ? [] : [type])];
  return defineStream(
    'things',
    types.map((one) => defineEvent(one, schema, 'Something has happened.')),
  );
}
