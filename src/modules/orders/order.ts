import { type Refusal, refuse } from '../../bus/refusal.js';
import type { Order } from '../../events/orders.js';
import type { Replica } from './replica.js';

export type { Order };

/** What a buyer asks for. */
export interface OrderRequest {
  readonly orderId: string;
  readonly buyerId: string;
  /** The price that the buyer saw, in minor units. */
  readonly price?: number | undefined;
}

/** A payment that the provider has taken. */
export interface Payment {
  readonly reference: string;
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
}

/**
 * Makes an order for a ticket that nobody has, at the price that it has now.
 *
 * @param hold `now` in milliseconds since the epoch, and for how long the ticket is held
 */
export function place(
  replica: Replica,
  request: OrderRequest,
  hold: { readonly now: number; readonly holdSeconds: number },
): Order | Refusal<'own-ticket' | 'ticket-reserved' | 'ticket-sold' | 'ticket-withdrawn' | 'price-changed'> {
  if (replica.sellerId === request.buyerId) return refuse('own-ticket');
  if (replica.status === 'sold' || replica.status === 'withdrawn') return refuse(`ticket-${replica.status}`);
  if (replica.orderId !== null) return refuse('ticket-reserved');
  if (request.price !== undefined && request.price !== replica.price) {
    return refuse(
      'price-changed',
      `The price is ${replica.price} ${replica.currency} now; look again and decide.`,
    );
  }
  const { id, title, price, currency, version } = replica;
  const time = new Date(hold.now).toISOString();
  return {
    id: request.orderId,
    status: 'created',
    reason: null,
    buyerId: request.buyerId,
    ticket: { id, title, price, currency, version },
    expiresAt: new Date(hold.now + hold.holdSeconds * 1000).toISOString(),
    refundDue: false,
    paymentReference: null,
    refunds: [],
    version: 0,
    createdAt: time,
    updatedAt: time,
  };
}

/** Gives the ticket back. A cancelled order stays as it is; a complete one can't be cancelled. */
export function cancel(order: Order): Order | Refusal<'order-complete'> {
  if (order.status === 'complete') return refuse('order-complete');
  return end(order, 'buyer');
}

/**
 * Ends the hold when its time is over.
 *
 * @param now milliseconds since the epoch
 */
export function expire(order: Order, now: number): Order {
  return order.status === 'created' && now >= Date.parse(order.expiresAt) ? end(order, 'expired') : order;
}

/**
 * The seller withdrew the ticket before the tickets module heard of the order. An order that was even paid by then
 * stays complete, and its payment is due back.
 */
export function loseTicket(order: Order): Order {
  if (order.status !== 'complete') return end(order, 'ticket-withdrawn');
  return order.paymentReference === null ? order : refund(order, order.paymentReference);
}

/**
 * Completes the order. A payment that comes too late takes nothing: it is due back. One that was heard of before
 * changes nothing.
 */
export function pay(order: Order, payment: Payment): Order | Refusal<'wrong-amount'> {
  if (payment.amount !== order.ticket.price || payment.currency !== order.ticket.currency) {
    return refuse('wrong-amount', `The order is for ${order.ticket.price} ${order.ticket.currency}.`);
  }
  const { reference } = payment;
  if (order.paymentReference === reference || order.refunds.includes(reference)) return order;
  if (order.status === 'created') return { ...order, status: 'complete', paymentReference: reference };
  return refund({ ...order, paymentReference: order.paymentReference ?? reference }, reference);
}

function refund(order: Order, reference: string): Order {
  if (order.refunds.includes(reference)) return order;
  return { ...order, refundDue: true, refunds: [...order.refunds, reference] };
}

function end(order: Order, reason: NonNullable<Order['reason']>): Order {
  return order.status === 'created' ? { ...order, status: 'cancelled', reason } : order;
}
