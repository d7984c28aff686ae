import { z } from 'zod';
import { defineEvent, defineRequest, defineStream } from '../bus/event.js';

/** The whole public state of an order: what the API shows its buyer, and what every `order:*` event carries. */
export const orderState = z.object({
  id: z.uuid(),
  status: z.enum(['created', 'complete', 'cancelled']),
  /** Why the order was cancelled. */
  reason: z.enum(['buyer', 'expired', 'ticket-withdrawn']).nullable(),
  buyerId: z.string().min(1),
  /** The ticket as it was when the order was made: an order keeps its price. */
  ticket: z.object({
    id: z.uuid(),
    title: z.string(),
    /** In minor units of the currency. */
    price: z.int(),
    currency: z.string(),
    version: z.int().min(0),
  }),
  expiresAt: z.iso.datetime(),
  /** A payment was taken that has to be given back. */
  refundDue: z.boolean(),
  /** The provider's name for the payment that was heard of first. */
  paymentReference: z.string().nullable(),
  /** The references of the payments that are due back. */
  refunds: z.array(z.string()),
  version: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type Order = z.infer<typeof orderState>;

/** Entries of the orders module; subject: the ticket's id, sequence: counted per ticket over all its orders. */
export const orderEvents = defineStream('orders', [
  defineEvent('order:created', orderState, 'A buyer has ordered a ticket, which is held for them.'),
  defineEvent('order:cancelled', orderState, 'An order was cancelled or has expired: its ticket is free.'),
  defineEvent('order:completed', orderState, 'An order is paid: its ticket is sold.'),
  defineEvent('order:refund-due', orderState, 'A payment has to be given back.'),
  defineRequest(
    'ticket:resync-requested',
    z.object({ waiting: z.int().min(0) }),
    'The copy of a ticket has a gap that does not close, before the entry `waiting`.',
  ),
]);
