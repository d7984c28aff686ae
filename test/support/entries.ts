import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import { partitionOf } from '../../src/bus/index.js';
import { fieldsOf } from '../../src/bus/replies.js';

/** An entry of a stream with all its fields, the data parsed. */
export type WholeEntry = Record<string, unknown>;

/** The entries about a ticket, oldest first. */
export async function entriesAbout(
  redis: Redis,
  stream: 'tickets' | 'orders',
  ticketId: string,
): Promise<WholeEntry[]> {
  const entries = await redis.xrange(`{${partitionOf(ticketId)}}:${stream}`, '-', '+');
  return entries
    .map(([, fields]) => fieldsOf(fields))
    .filter(({ subject }) => subject === ticketId)
    .map(({ data = '', ...attributes }) => ({ ...attributes, data: JSON.parse(data) }));
}

/** The types of those entries, where a test is not about the rest. */
export async function entryTypes(...about: Parameters<typeof entriesAbout>): Promise<unknown[]> {
  return (await entriesAbout(...about)).map(({ type }) => type);
}

interface ExpectedEntry {
  readonly type: string;
  readonly subject: string;
  /** Its place among the entries of that stream about the ticket. */
  readonly sequence: number;
  readonly data: object;
  /** Whether a request caused it, so that it names a trace. */
  readonly caused?: boolean;
}

/** The entry that announces a state, every field of it. */
export function entryOf(
  stream: 'tickets' | 'orders',
  { type, subject, sequence, data, caused = true }: ExpectedEntry,
): WholeEntry {
  return {
    id: `${subject}/${sequence}`,
    type,
    source: `/holdfast/${stream}`,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    subject,
    sequence: String(sequence),
    data,
    ...(caused && { traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/) }),
  };
}

/** The states that the changes in a stream tell of, in all partitions. */
export async function statesIn<State>(redis: Redis, stream: 'tickets' | 'orders'): Promise<State[]> {
  const keys = await redis.keys(`{*}:${stream}`);
  const parts = keys.map((key) => redis.xrange(key, '-', '+'));
  return (await Promise.all(parts))
    .flat()
    .map(([, fields]) => fieldsOf(fields))
    .filter(({ type }) => type !== 'ticket:snapshot' && type !== 'ticket:resync-requested')
    .map(({ data = '' }) => JSON.parse(data));
}
