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
 * What a snapshot says of what a copy knows by itself. The ticket names no order that bought it, and none that was made
 * when it was withdrawn: there, to agree that no order has it says nothing.
 */
export function judge(
  { sequence, orderId }: Replica,
  snapshot: TicketSnapshot,
): 'right' | 'wrong' | 'unsure' {
  const { seen, status } = snapshot;
  if (sequence < seen) return 'wrong';
  if (sequence > seen || status === 'sold' || status === 'withdrawn') return 'unsure';
  return orderId === snapshot.orderId ? 'right' : 'wrong';
}

/**
 * What a copy knows by itself, by all orders that there were for its ticket: each version of an order was announced by
 * one entry, and an order that was not cancelled has the ticket. The rest of a copy that is not there is the snapshot's.
 *
 * A copy that counts more than these orders keeps its own: they can't be all. Counting on from too few, an entry would
 * be taken for one that was applied, and a cancellation be lost.
 *
 * @returns `undefined` when there is no copy, and the ticket knows of more orders than these
 */
export function restore(
  replica: Replica | undefined,
  snapshot: TicketSnapshot,
  orders: readonly Order[],
): Replica | undefined {
  const sequence = orders.reduce((sum, { version }) => sum + version + 1, 0);
  const isOneMissing = snapshot.orderId !== null && !orders.some(({ id }) => id === snapshot.orderId);
  if (sequence < Math.max(snapshot.seen, replica?.sequence ?? 0) || isOneMissing) return replica;
  const free = { ...(replica ?? copy(undefined, snapshot)), orderId: null };
  return { ...orders.reduce(follow, free), sequence };
}

/** Follows a change of an order: a ticket is held from the order's creation until its cancellation. */
export function follow(replica: Replica, order: Order): Replica {
  if (order.status !== 'cancelled') return { ...replica, orderId: order.id };
  return replica.orderId === order.id ? { ...replica, orderId: null } : replica;
}
