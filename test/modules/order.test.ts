import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../src/bus/index.js';
import { cancel, expire, loseTicket, type Order, pay, place } from '../../src/modules/orders/order.js';
import type { Replica } from '../../src/modules/orders/replica.js';

const now = Date.parse('2026-03-01T10:00:00.000Z');
const hold = { now, holdSeconds: 900 };
const end = Date.parse('2026-03-01T10:15:00.000Z');
const request = { orderId: '018f0000-0000-7000-8000-00000000a000', buyerId: 'bob' };
const payment = { reference: 'pay-1', amount: 2000, currency: 'usd' };

const replica: Replica = {
  id: '018f0000-0000-7000-8000-000000000000',
  title: 'Concert',
  price: 2000,
  currency: 'usd',
  sellerId: 'ann',
  status: 'available',
  version: 4,
  orderId: null,
  sequence: 7,
};

const created = placed();
const cancelled: Order = { ...created, status: 'cancelled', reason: 'buyer', version: 1 };
const complete: Order = { ...created, status: 'complete', paymentReference: 'pay-1', version: 1 };

describe('place', () => {
  test('a ticket that nobody has: an order at its price, held until the end of the hold', () => {
    expect(created).toEqual({
      id: '018f0000-0000-7000-8000-00000000a000',
      status: 'created',
      reason: null,
      buyerId: 'bob',
      ticket: {
        id: '018f0000-0000-7000-8000-000000000000',
        title: 'Concert',
        price: 2000,
        currency: 'usd',
        version: 4,
      },
      expiresAt: '2026-03-01T10:15:00.000Z',
      refundDue: false,
      paymentReference: null,
      refunds: [],
      version: 0,
      createdAt: '2026-03-01T10:00:00.000Z',
      updatedAt: '2026-03-01T10:00:00.000Z',
    });
  });

  test('the price that the buyer saw: the same order', () => {
    expect(place(replica, { ...request, price: 2000 }, hold)).toEqual(created);
  });

  test("another price than the buyer saw: refused as 'price-changed', with the price of now", () => {
    expect(place(replica, { ...request, price: 1900 }, hold)).toEqual({
      refused: 'price-changed',
      detail: 'The price is 2000 usd now; look again and decide.',
    });
  });

  test("the seller: refused as 'own-ticket', whatever else is wrong", () => {
    const own = { ...request, buyerId: 'ann', price: 1 };
    expect(place({ ...replica, status: 'sold' }, own, hold)).toEqual({ refused: 'own-ticket' });
  });

  test("a ticket that an order has: refused as 'ticket-reserved', even if the copy says available", () => {
    const held = { ...replica, orderId: '018f0000-0000-7000-8000-00000000b000' };
    expect(place(held, request, hold)).toEqual({ refused: 'ticket-reserved' });
  });

  test('a ticket whose order was just cancelled: free, although the copy still says reserved', () => {
    const freed: Replica = { ...replica, status: 'reserved' };
    expect(place(freed, request, hold)).toEqual(created);
  });

  test.each(['sold', 'withdrawn'] as const)("a ticket that is %s: refused as 'ticket-%s'", (status) => {
    expect(place({ ...replica, status }, request, hold)).toEqual({ refused: `ticket-${status}` });
  });
});

describe('cancel', () => {
  test('a live order: cancelled by the buyer', () => {
    expect(cancel(created)).toEqual({ ...created, status: 'cancelled', reason: 'buyer' });
  });

  test('a cancelled order: stays as it is, with its reason', () => {
    const expired: Order = { ...cancelled, reason: 'expired' };
    expect(cancel(expired)).toEqual(expired);
  });

  test("a complete order: refused as 'order-complete'", () => {
    expect(cancel(complete)).toEqual({ refused: 'order-complete' });
  });
});

describe('expire', () => {
  test('a millisecond before the end of the hold: nothing happens', () => {
    expect(expire(created, end - 1)).toEqual(created);
  });

  test('the end of the hold: cancelled as expired', () => {
    expect(expire(created, end)).toEqual({ ...created, status: 'cancelled', reason: 'expired' });
  });

  test.each([cancelled, complete])('an order that is $status: stays as it is', (order) => {
    expect(expire(order, end + 1)).toEqual(order);
  });
});

describe('loseTicket', () => {
  test('a live order: cancelled, because the ticket was withdrawn', () => {
    expect(loseTicket(created)).toEqual({ ...created, status: 'cancelled', reason: 'ticket-withdrawn' });
  });

  test('a cancelled order: stays as it is, with its reason', () => {
    expect(loseTicket(cancelled)).toEqual(cancelled);
  });

  test('a complete order: stays complete, and its payment is due back', () => {
    expect(loseTicket(complete)).toEqual({ ...complete, ...due('pay-1') });
  });
});

describe('pay', () => {
  test('a live order: complete, with the name of its payment', () => {
    expect(pay(created, payment)).toEqual({ ...created, status: 'complete', paymentReference: 'pay-1' });
  });

  test('the same payment again: changes nothing', () => {
    expect(pay(complete, payment)).toEqual(complete);
  });

  test('a second payment for a complete order: due back, and the first one stays its payment', () => {
    expect(pay(complete, { ...payment, reference: 'pay-2' })).toEqual({ ...complete, ...due('pay-2') });
  });

  test('a payment for a cancelled order: it takes nothing, and is recorded as due back', () => {
    expect(pay(cancelled, payment)).toEqual({ ...cancelled, ...due('pay-1'), paymentReference: 'pay-1' });
  });

  test('the same late payment again: changes nothing', () => {
    const refunded = { ...cancelled, ...due('pay-1'), paymentReference: 'pay-1' };
    expect(pay(refunded, payment)).toEqual(refunded);
  });

  test('another late payment: due back too, and each of them only once', () => {
    const once = { ...cancelled, ...due('pay-1'), paymentReference: 'pay-1' };
    const twice = { ...once, ...due('pay-1', 'pay-2') };
    expect(pay(once, { ...payment, reference: 'pay-2' })).toEqual(twice);
    for (const reference of ['pay-1', 'pay-2']) expect(pay(twice, { ...payment, reference })).toEqual(twice);
  });

  test.each([
    { ...payment, amount: 1999 },
    { ...payment, currency: 'eur' },
  ])("$amount $currency instead of the price: refused as 'wrong-amount', in any state", (wrong) => {
    for (const order of [created, cancelled, complete]) {
      expect(pay(order, wrong)).toEqual({ refused: 'wrong-amount', detail: 'The order is for 2000 usd.' });
    }
  });
});

function placed(): Order {
  const order = place(replica, request, hold);
  if (isRefusal(order)) throw new Error(`refused: ${order.refused}`);
  return order;
}

/** What an order says of payments that are due back. */
function due(...refunds: string[]) {
  return { refundDue: true, refunds };
}
