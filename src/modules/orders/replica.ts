import { z } from 'zod';
import type { Order } from '../../events/orders.js';
import { type Ticket, type TicketSnapshot, ticketState } from '../../events/tickets.js';

/** The orders module's copy of a ticket: what it needs to decide about orders, and nothing more. */
export const replicaState = ticketState
  .pick({ id: true, title: true, price: true, currency: true, sellerId: true, status: true, version: true })
  .extend({
    /** The order that has the ticket: a live one, or the one that bought it. */
    orderId: z.uuid().nullable(),
    /** How many order entries were emitted for this ticket. */
    sequence: z.int().min(0),
  });

export type Replica = z.infer<typeof replicaState>;

/** Takes over a newer state of the ticket. Whose order has it is this module's own knowledge, and stays. */
export function copy(replica: Replica | undefined, ticket: Ticket): Replica {
  const { id, title, price, currency, sellerId, status, version } = ticket;
  const own = { orderId: replica?.orderId ?? null, sequence: replica?.sequence ?? 0 };
  return { id, title, price, currency, sellerId, status, version, ...own };
}

/**
 * Takes over a ticket's state where changes before it are missing. A copy that somebody deleted does not come back once
 * there were orders: how many entries were emitted for them is known to nobody else, and counting anew would lose some.
 *
 * @returns `undefined` when there is no copy that could go on
 */
export function restore(
  replica: Replica | undefined,
  { seen, ...ticket }: TicketSnapshot,
): Replica | undefined {
  return replica || seen === 0 ? copy(replica, ticket) : undefined;
}

/** Follows a change of an order: a ticket is held from the order's creation until its cancellation. */
export function follow(replica: Replica, order: Order): Replica {
  if (order.status !== 'cancelled') return { ...replica, orderId: order.id };
  return replica.orderId === order.id ? { ...replica, orderId: null } : replica;
}
