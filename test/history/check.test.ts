import { describe, expect, test } from 'vitest';
import type { Request } from './call.js';
import {
  breachesOf,
  cancel,
  cancelled,
  complete,
  edit,
  look,
  lookAtOrder,
  lost,
  ok,
  order,
  orderAt,
  pay,
  refused,
  reserved,
  ticketAt,
  unknown,
  type World,
} from './hand-made.js';

describe('check: all is well', () => {
  const histories: [string, (world: World) => void][] = [
    [
      'an order is made, paid twice, and paid once more',
      (world) => {
        world.ordered();
        const { call } = world;
        const by = call('provider', pay('one'), ok());
        world.order('order:completed', complete, by);
        world.ticket(ticketAt(2, { status: 'sold' }), by);
        call('provider', pay('one'), ok());
        const late = call('provider', pay('two'), ok());
        const due = { ...complete, version: 2, refundDue: true, refunds: ['two'] };
        world.order('order:refund-due', due, late);
        call('bob', lookAtOrder, ok(due));
        call('bob', cancel, refused('order-complete'));
        call('cid', order, refused('ticket-sold'));
      },
    ],
    [
      'an order is cancelled, and again',
      (world) => {
        world.ordered();
        const by = world.call('bob', cancel, ok());
        world.order('order:cancelled', cancelled, by);
        world.ticket(ticketAt(2), by);
        world.call('bob', cancel, ok());
        world.call('cid', look, ok(ticketAt(2)));
      },
    ],
    [
      'an order expires',
      (world) => {
        world.ordered();
        const updatedAt = '2026-03-01T10:15:00.001Z';
        world.order('order:cancelled', orderAt(1, { status: 'cancelled', reason: 'expired', updatedAt }));
        world.ticket(ticketAt(2));
        world.call('bob', cancel, ok());
      },
    ],
    [
      'a ticket is withdrawn while it is ordered',
      (world) => {
        const made = world.call('bob', order, ok(orderAt(0)), [30, 40]);
        const by = world.call('ann', { kind: 'withdraw', ticketId: 'ticket' }, ok(), [30, 40]);
        world.order('order:created', orderAt(0), made);
        world.ticket(ticketAt(1, { status: 'withdrawn' }), by);
        world.order('order:cancelled', orderAt(1, lost), by);
        world.call('ann', { kind: 'withdraw', ticketId: 'ticket' }, ok());
        world.call('ann', edit(5), refused('ticket-withdrawn'));
      },
    ],
    [
      'an edit whose outcome is unknown took effect late',
      (world) => {
        const by = world.call('ann', edit(2500), unknown);
        world.call('cid', look, ok(ticketAt(0)));
        world.ticket(ticketAt(1, { price: 2500 }), by);
        world.call('cid', look, ok(ticketAt(1, { price: 2500 })));
        world.call('ann', edit(2600, 0), refused('version-mismatch'));
        world.call('ann', edit(2500, 1), ok(ticketAt(1, { price: 2500 })));
      },
    ],
    ['an edit whose outcome is unknown took no effect', ({ call }) => void call('ann', edit(2500), unknown)],
    [
      'an order was repeated with its key',
      (world) => {
        const request: Request = { ...order, key: 'again', price: 2000 } as Request;
        const first = world.call('bob', request, unknown);
        world.call('bob', request, unknown);
        world.order('order:created', orderAt(0), first);
        world.ticket(reserved(1), first);
        world.call('bob', request, ok(orderAt(0)));
        world.call('bob', { kind: 'orders' }, ok({ items: [orderAt(0)], next: null }));
      },
    ],
  ];

  test.each(histories)('%s: there is no breach', (_, write) => {
    expect(breachesOf(write)).toEqual([]);
  });
});
