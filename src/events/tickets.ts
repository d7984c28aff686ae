import { z } from 'zod';
import { defineEvent, defineSnapshot, defineStream } from '../bus/event.js';

/** The whole public state of a ticket: what the API shows, and what every `ticket:*` event carries. */
export const ticketState = z.object({
  id: z.uuid(),
  title: z.string().min(1).max(200),
  /** In minor units of the currency. */
  price: z.int().min(1).max(100_000_000),
  /** ISO 4217, lower case. */
  currency: z.string().regex(/^[a-z]{3}$/),
  venue: z.string().nullable(),
  startsAt: z.iso.datetime().nullable(),
  seat: z.string().nullable(),
  sellerId: z.string().min(1),
  status: z.enum(['available', 'reserved', 'sold', 'withdrawn']),
  /** The order that the ticket is reserved for; there is one exactly while the status is `reserved`. */
  orderId: z.uuid().nullable(),
  version: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type Ticket = z.infer<typeof ticketState>;

/** A ticket and the last entry about its orders that it has followed: all that a copy needs to begin anew. */
export const ticketSnapshot = ticketState.extend({ seen: z.int().min(0) });

export type TicketSnapshot = z.infer<typeof ticketSnapshot>;

/** Entries of the tickets module; subject: the ticket's id, sequence: the ticket's version. */
export const ticketEvents = defineStream('tickets', [
  defineEvent('ticket:created', ticketState, 'A seller has listed a ticket.'),
  defineEvent('ticket:updated', ticketState, 'A ticket was edited, reserved, freed or sold.'),
  defineEvent('ticket:withdrawn', ticketState, 'A seller has taken a ticket back.'),
  defineSnapshot('ticket:snapshot', ticketSnapshot, 'The state of a ticket, for who asked for it.'),
]);

/** All that can differ between two versions of a ticket, but for its stamps. */
const CHANGING = [
  'title',
  'price',
  'currency',
  'venue',
  'startsAt',
  'seat',
  'status',
  'orderId',
] as const satisfies (keyof Ticket)[];

type ChangingField = (typeof CHANGING)[number];

/** What one version changed, field by field; `null` where there was nothing, or is nothing any more. */
export type Changes = {
  [Field in ChangingField]?: { readonly from: Ticket[Field] | null; readonly to: Ticket[Field] };
};

/** The same as it is told: without the limits of a ticket's fields, which are the business of who sets them. */
export const ticketChanges = z.object({
  title: changeOf(z.string()),
  price: changeOf(z.int()),
  currency: changeOf(z.string()),
  venue: changeOf(z.string()),
  startsAt: changeOf(z.iso.datetime()),
  seat: changeOf(z.string()),
  status: changeOf(ticketState.shape.status),
  orderId: changeOf(z.uuid()),
});

function changeOf<Schema extends z.ZodType>(value: Schema) {
  return z.object({ from: value.nullable(), to: value.nullable() }).optional();
}

/** @param before `undefined` for a new ticket, each of whose fields was nothing before */
export function changesBetween(before: Ticket | undefined, after: Ticket): Changes;
export function changesBetween(before: Ticket | undefined, after: Ticket): object {
  return Object.fromEntries(
    CHANGING.map((field) => [field, { from: before?.[field] ?? null, to: after[field] }] as const).filter(
      ([, { from, to }]) => from !== to,
    ),
  );
}
