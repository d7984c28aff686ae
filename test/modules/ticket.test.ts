import { describe, expect, test } from 'vitest';
import { edit, free, list, reserve, sell, type Ticket, withdraw } from '../../src/modules/tickets/ticket.js';
import { by, details } from '../support/market.js';

const now = '2026-03-01T10:00:00.000Z';
const orderA = '018f0000-0000-7000-8000-00000000a000';
const orderB = '018f0000-0000-7000-8000-00000000b000';

const available = list('018f0000-0000-7000-8000-000000000000', 'ann', details, now);
const reserved: Ticket = { ...available, version: 1, status: 'reserved', orderId: orderA };
const sold: Ticket = { ...available, version: 2, status: 'sold' };
const withdrawn: Ticket = { ...available, version: 1, status: 'withdrawn' };

describe('list', () => {
  test('a new ticket: version 0, available, held by nobody', () => {
    expect(available).toEqual({
      id: '018f0000-0000-7000-8000-000000000000',
      title: 'Concert',
      price: 2000,
      currency: 'usd',
      venue: null,
      startsAt: null,
      seat: null,
      sellerId: 'ann',
      status: 'available',
      orderId: null,
      version: 0,
      createdAt: now,
      updatedAt: now,
    });
  });
});

describe('edit', () => {
  test('the seller of an available ticket: what was mentioned changes, the rest stays', () => {
    expect(edit(available, by('ann'), { price: 3000, venue: 'Hall' })).toEqual({
      ...available,
      price: 3000,
      venue: 'Hall',
    });
  });

  test('every field: each one changes', () => {
    const changes = {
      title: 'Play',
      price: 1,
      currency: 'eur',
      venue: 'Hall',
      startsAt: '2026-05-01T19:00:00.000Z',
      seat: '7',
    };
    expect(edit(available, by('ann'), changes)).toEqual({ ...available, ...changes });
  });

  test('null: takes venue, time and seat away', () => {
    const full = { ...available, venue: 'Hall', startsAt: now, seat: '7' };
    expect(edit(full, by('ann'), { venue: null, startsAt: null, seat: null })).toEqual(available);
  });

  test.each([{}, { title: 'Concert', price: 2000 }, { title: undefined, venue: undefined }])(
    'nothing new in %j: the ticket as it was',
    (changes) => {
      expect(edit(available, by('ann'), changes)).toEqual(available);
    },
  );

  test.each([
    { ticket: reserved, refused: 'ticket-reserved' },
    { ticket: sold, refused: 'ticket-sold' },
    { ticket: withdrawn, refused: 'ticket-withdrawn' },
  ])("a ticket that is $ticket.status: refused as '$refused'", ({ ticket, refused }) => {
    expect(edit(ticket, by('ann'), { price: 3000 })).toEqual({ refused });
  });

  test("somebody else: refused as 'not-seller', whatever else is wrong", () => {
    expect(edit(sold, { userId: 'bob', expects: () => false }, {})).toEqual({ refused: 'not-seller' });
  });

  test("a version that the seller has not seen: refused as 'version-mismatch', whatever the status", () => {
    const command = { userId: 'ann', expects: (version: number) => version === 0 };
    expect(edit(reserved, command, { price: 3000 })).toEqual({ refused: 'version-mismatch' });
    expect(edit(available, command, { price: 3000 })).toEqual({ ...available, price: 3000 });
  });
});

describe('withdraw', () => {
  test('an available ticket: withdrawn', () => {
    expect(withdraw(available, by('ann'))).toEqual({ ...available, status: 'withdrawn' });
  });

  test('a withdrawn ticket: stays as it is', () => {
    expect(withdraw(withdrawn, by('ann'))).toEqual(withdrawn);
  });

  test.each([
    { ticket: reserved, refused: 'ticket-reserved' },
    { ticket: sold, refused: 'ticket-sold' },
  ])("a ticket that is $ticket.status: refused as '$refused'", ({ ticket, refused }) => {
    expect(withdraw(ticket, by('ann'))).toEqual({ refused });
  });

  test("somebody else, or a version not seen: refused as 'not-seller', then as 'version-mismatch'", () => {
    expect(withdraw(withdrawn, { userId: 'bob', expects: () => false })).toEqual({ refused: 'not-seller' });
    expect(withdraw(withdrawn, { userId: 'ann', expects: () => false })).toEqual({
      refused: 'version-mismatch',
    });
  });
});

describe('reserve', () => {
  test('an available ticket: reserved for the order', () => {
    expect(reserve(available, orderA)).toEqual({ ...available, status: 'reserved', orderId: orderA });
  });

  test.each([
    { ticket: reserved, refused: 'ticket-reserved' },
    { ticket: sold, refused: 'ticket-sold' },
    { ticket: withdrawn, refused: 'ticket-withdrawn' },
  ])("a ticket that is $ticket.status: refused as '$refused'", ({ ticket, refused }) => {
    expect(reserve(ticket, orderB)).toEqual({ refused });
  });
});

describe('free', () => {
  test('the order that has the ticket: it is available again', () => {
    expect(free(reserved, orderA)).toEqual({ ...reserved, status: 'available', orderId: null });
  });

  test('another order: the ticket stays reserved', () => {
    expect(free(reserved, orderB)).toEqual(reserved);
  });

  test.each([available, sold, withdrawn])('a ticket that is $status: stays so', (ticket) => {
    expect(free(ticket, orderA)).toEqual(ticket);
  });
});

describe('sell', () => {
  test('the order that has the ticket: it is sold', () => {
    expect(sell(reserved, orderA)).toEqual({ ...reserved, status: 'sold', orderId: null });
  });

  test('another order: the ticket stays reserved', () => {
    expect(sell(reserved, orderB)).toEqual(reserved);
  });

  test.each([available, sold, withdrawn])('a ticket that is $status: stays so', (ticket) => {
    expect(sell(ticket, orderA)).toEqual(ticket);
  });
});
