import { z } from '@hono/zod-openapi';
import { orderState } from '../events/orders.js';
import { ticketChanges, ticketState } from '../events/tickets.js';
import { pathId } from '../http/index.js';

const sequence = z.int().min(0);

const inGroup = z.string().openapi({ description: 'The consumer group.', example: 'orders' });

const range = z.object({ from: sequence, to: sequence });

/** What has become of an entry in one group. */
const delivery = z.discriminatedUnion('state', [
  z.object({ group: inGroup, state: z.literal('applied') }),
  z.object({ group: inGroup, state: z.literal('undelivered') }),
  z.object({
    group: inGroup,
    state: z.literal('pending'),
    deliveries: z.int().openapi({ description: 'How often it was given to a consumer.' }),
    idleMs: z.int().openapi({ description: 'Since when it was given to none.' }),
    missing: z.array(range).openapi({
      description:
        'The versions that it waits for and that no entry brings; none when it is its turn, or waits for entries that wait themselves.',
    }),
  }),
  z.object({
    group: inGroup,
    state: z.literal('dead'),
    deadLetter: z
      .string()
      .nullable()
      .openapi({ description: 'Its id; null when it was discarded, and without the scope `admin`.' }),
    error: z.string().nullable().openapi({ description: 'Null without the scope `admin`.' }),
    attempts: z.int().nullable(),
  }),
]);

const entry = z
  .object({
    entryId: z.string().openapi({ example: '1732300000000-0' }),
    type: z.string().openapi({ example: 'ticket:updated' }),
    kind: z.enum(['change', 'snapshot', 'request']).openapi({
      description:
        'A change follows the one before it; a snapshot tells the whole state at its version; a request asks for one.',
    }),
    sequence: sequence.openapi({
      description: 'Its place among the entries about the ticket in its stream.',
    }),
    time: z.iso.datetime(),
    changes: z.object(ticketChanges.shape).nullable().openapi({
      description: 'What the version changed in the ticket; null where that is not known, and for all else.',
    }),
    ticket: z
      .object({
        title: z.string(),
        price: z.int(),
        currency: z.string(),
        status: ticketState.shape.status,
        orderId: z.uuid().nullable(),
      })
      .nullable()
      .openapi({ description: 'The ticket as the entry tells it; null for the entries of the orders.' }),
    order: z
      .object({
        id: z.uuid(),
        version: sequence,
        status: orderState.shape.status,
        reason: orderState.shape.reason,
        price: z.int(),
        currency: z.string(),
        ticketVersion: sequence.openapi({ description: 'The version of the ticket that it was made at.' }),
      })
      .nullable()
      .openapi({ description: 'The order that the entry tells of; null for all else.' }),
    waiting: sequence
      .nullable()
      .openapi({ description: 'Of a request: the version that waits for one that does not come.' }),
    deliveries: z.array(delivery),
  })
  .openapi('TraceEntry');

const line = z
  .object({
    stream: z
      .string()
      .openapi({ description: 'The stream, called as the module that writes it.', example: 'tickets' }),
    first: sequence.openapi({ description: 'The first version that there ever was.' }),
    version: sequence
      .nullable()
      .openapi({ description: 'The version at which that module stands; null when it has none.' }),
    groups: z.array(
      z.object({
        group: inGroup,
        version: sequence
          .nullable()
          .openapi({ description: 'The version that the group has applied last; null when it has none.' }),
      }),
    ),
    truncated: z.boolean().openapi({ description: 'Whether there are older entries, which are left out.' }),
    lost: z
      .array(sequence)
      .openapi({ description: 'The versions that were announced, and whose entries are gone.' }),
    entries: z.array(entry).openapi({ description: 'In the order in which they were written.' }),
  })
  .openapi('TraceLine');

/** A ticket in both modules, and on the way between them. */
export const traceSchema = z.object({ ticketId: z.uuid(), lines: z.array(line) }).openapi('Trace');

export type Trace = z.infer<typeof traceSchema>;

export const tracePath = z.object({ ticketId: pathId });
