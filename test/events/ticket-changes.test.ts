import { describe, expect, test } from 'vitest';
import { changesBetween, type Ticket } from '../../src/events/tickets.js';

const ticket: Ticket = {
  id: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000',
  title: 'Front row',
  price: 2000,
  currency: 'usd',
  venue: null,
  startsAt: null,
  seat: '7',
  sellerId: 'ann',
  status: 'available',
  orderId: null,
  version: 3,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

describe('changesBetween', () => {
  test('nothing and a new ticket: all that it has, from null', () => {
    expect(changesBetween(undefined, ticket)).toEqual({
      title: { from: null, to: 'Front row' },
      price: { from: null, to: 2000 },
      currency: { from: null, to: 'usd' },
      seat: { from: null, to: '7' },
      status: { from: null, to: 'available' },
    });
  });

  test('two versions: what differs, and not the stamps that always do', () => {
    const orderId = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b4000';
    const reserved = { ...ticket, status: 'reserved', orderId, version: 4, updatedAt: 'later' } as const;
    expect(changesBetween(ticket, reserved)).toEqual({
      status: { from: 'available', to: 'reserved' },
      orderId: { from: null, to: orderId },
    });
  });

  test('a field that was taken away: to null', () => {
    expect(changesBetween(ticket, { ...ticket, seat: null })).toEqual({ seat: { from: '7', to: null } });
  });
});
