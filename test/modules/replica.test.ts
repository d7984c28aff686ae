import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import { copy, follow, type Replica } from '../../src/modules/orders/replica.js';
import { list } from '../../src/modules/tickets/ticket.js';
import { details } from '../support/market.js';

const time = '2026-03-01T10:00:00.000Z';
const orderA = '018f0000-0000-7000-8000-00000000a000';
const orderB = '018f0000-0000-7000-8000-00000000b000';
const ticket = list('018f0000-0000-7000-8000-000000000000', 'ann', details, time);

const replica: Replica = {
  id: '018f0000-0000-7000-8000-000000000000',
  title: 'Concert',
  price: 2000,
  currency: 'usd',
  sellerId: 'ann',
  status: 'available',
  version: 0,
  orderId: null,
  sequence: 0,
};

describe('copy', () => {
  test('the first state of a ticket: the copy of it, held by no order', () => {
    expect(copy(undefined, ticket)).toEqual(replica);
  });

  test('a newer state: every copied field follows, its version too', () => {
    const newer = {
      ...ticket,
      title: 'Play',
      price: 3000,
      currency: 'eur',
      status: 'withdrawn' as const,
      version: 1,
    };
    expect(copy(replica, newer)).toEqual({
      ...replica,
      title: 'Play',
      price: 3000,
      currency: 'eur',
      status: 'withdrawn',
      version: 1,
    });
  });

  test('what the ticket says of its order: not copied, as this module knows better', () => {
    const held = { ...replica, orderId: orderB, sequence: 5 };
    const newer = { ...ticket, status: 'reserved' as const, orderId: orderA, version: 1 };
    expect(copy(held, newer)).toEqual({ ...held, status: 'reserved', version: 1 });
  });
});

describe('follow', () => {
  test.each(['created', 'complete'] as const)('an order that is %s: has the ticket', (status) => {
    expect(follow(replica, { ...order, status })).toEqual({ ...replica, orderId: orderA });
  });

  test('the order that had it is cancelled: nobody has the ticket', () => {
    expect(follow({ ...replica, orderId: orderA }, { ...order, status: 'cancelled' })).toEqual(replica);
  });

  test('an order that was cancelled before: the order that has the ticket now keeps it', () => {
    const held = { ...replica, orderId: orderB };
    expect(follow(held, { ...order, status: 'cancelled', refundDue: true })).toEqual(held);
  });
});

const order: Order = {
  id: orderA,
  status: 'created',
  reason: null,
  buyerId: 'bob',
  ticket: { id: ticket.id, title: 'Concert', price: 2000, currency: 'usd', version: 0 },
  expiresAt: '2026-03-01T10:15:00.000Z',
  refundDue: false,
  paymentReference: null,
  refunds: [],
  version: 0,
  createdAt: time,
  updatedAt: time,
};
