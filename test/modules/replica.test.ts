import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import { copy, follow, judge, type Replica, restore } from '../../src/modules/orders/replica.js';
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

describe('judge', () => {
  const held = { ...replica, orderId: orderA, sequence: 3 };
  const free = { ...held, orderId: null };
  const snapshot = { ...ticket, status: 'reserved' as const, orderId: orderA, seen: 3 };
  const sold = { ...snapshot, status: 'sold' as const, orderId: null };
  const withdrawn = { ...sold, status: 'withdrawn' as const };

  test.each([
    ['both agree', held, snapshot, 'right'],
    ['both agree that no order has it', free, { ...ticket, seen: 3 }, 'right'],
    ['the ticket has followed more than the copy counts', held, { ...snapshot, seen: 4 }, 'wrong'],
    ['the ticket has not followed all of it', held, { ...snapshot, seen: 2 }, 'unsure'],
    ['the ticket has followed all of it, to another order', held, { ...snapshot, orderId: orderB }, 'wrong'],
    ['the ticket has followed all of it, to no order', held, { ...ticket, seen: 3 }, 'wrong'],
    ['the ticket has followed all of it, and the copy to no order', free, snapshot, 'wrong'],
    ['the ticket is sold, and does not name its order', held, sold, 'unsure'],
    ['the ticket is sold, and the copy names no order either', free, sold, 'unsure'],
    ['the ticket is withdrawn, and did not take the order', held, withdrawn, 'unsure'],
    ['the ticket is withdrawn, and the copy names no order either', free, withdrawn, 'unsure'],
  ])('%s: says so', (_, known, told, judgement) => {
    expect(judge(known, told)).toBe(judgement);
  });
});

describe('restore', () => {
  const snapshot = { ...ticket, version: 6, seen: 3 };
  const cancelled = { ...order, id: orderB, status: 'cancelled' as const, version: 1 };
  const live = { ...order, version: 0 };
  const restoredReplica = { ...replica, version: 6, orderId: orderA, sequence: 3 };

  test('no copy, and all orders: what was copied is the ticket’s, and each version of an order is an entry', () => {
    expect(restore(undefined, snapshot, [cancelled, live])).toEqual(restoredReplica);
    expect(restore(undefined, snapshot, [live, cancelled])).toEqual(restoredReplica);
  });

  test('no copy, and the ticket has not followed all entries yet: they count all the same', () => {
    expect(restore(undefined, { ...snapshot, seen: 0 }, [cancelled, live])).toEqual(restoredReplica);
  });

  test('no copy and no orders, and the ticket knows of none: nothing was counted', () => {
    expect(restore(undefined, { ...snapshot, seen: 0 }, [])).toEqual({ ...replica, version: 6 });
  });

  test.each([
    ['has followed more entries', { ...snapshot, seen: 4 }],
    [
      'is reserved for another one',
      { ...snapshot, seen: 0, orderId: '018f0000-0000-7000-8000-00000000c000' },
    ],
  ])('no copy, and the ticket %s than these orders tell of: none can be made', (_, told) => {
    expect(restore(undefined, told, [cancelled, live])).toBeUndefined();
    const known = { ...replica, orderId: orderB, sequence: 2 };
    expect(restore(known, told, [cancelled, live])).toBe(known);
  });

  test('a copy that counts fewer than there are, or has lost its order: it is put right', () => {
    expect(restore({ ...replica, version: 5 }, snapshot, [cancelled, live])).toEqual({
      ...restoredReplica,
      version: 5,
    });
  });

  test('a copy that counts more: it knows of orders that are not among these', () => {
    const known = { ...replica, orderId: null, sequence: 4 };
    expect(restore(known, snapshot, [cancelled, live])).toBe(known);
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
