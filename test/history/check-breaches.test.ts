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
  ticketAt,
  unknown,
  type World,
} from './hand-made.js';

describe('check: a breach', () => {
  const histories: [string, string, (world: World) => void][] = [
    [
      'an acknowledged edit without an entry',
      'an acknowledged write is missing',
      ({ call }) => void call('ann', edit(2500), ok(ticketAt(1, { price: 2500 }))),
    ],
    [
      'an acknowledged order without an entry',
      'an acknowledged write is missing',
      ({ call }) => void call('bob', order, ok(orderAt(0))),
    ],
    [
      'an edit that was stored otherwise than it was answered',
      'an acknowledged write is not what is stored',
      (world) => {
        const by = world.call('ann', edit(2500), ok(ticketAt(1, { price: 2500, title: 'Opera' })));
        world.ticket(ticketAt(1, { price: 2500 }), by);
      },
    ],
    [
      'an edit that did not find the version that it named',
      'an acknowledged write is not what is stored',
      (world) => {
        const by = world.call('ann', edit(2500, 7), ok(ticketAt(1, { price: 2500 })));
        world.ticket(ticketAt(1, { price: 2500 }), by);
      },
    ],
    [
      'a refused edit with an entry',
      'a refused write took effect',
      (world) =>
        world.ticket(ticketAt(1, { price: 2500 }), world.call('ann', edit(2500), refused('unavailable'))),
    ],
    [
      'an unknown edit with two entries',
      'a write took effect more than once',
      (world) => {
        const by = world.call('ann', edit(2500), unknown);
        world.ticket(ticketAt(1, { price: 2500 }), by);
        world.ticket(ticketAt(2, { price: 2500 }), by);
      },
    ],
    [
      'an order of one key that was made by two attempts',
      'a write took effect more than once',
      (world) => {
        const request: Request = { ...order, key: 'again' } as Request;
        world.order('order:created', orderAt(0), world.call('bob', request, unknown));
        world.order('order:cancelled', cancelled, world.call('bob', cancel, ok()));
        world.order('order:created', orderAt(0, { id: 'other' }), world.call('bob', request, unknown));
      },
    ],
    [
      'a look at an older version than was answered before',
      'not linearizable',
      (world) => {
        const by = world.call('ann', edit(2500), ok(ticketAt(1, { price: 2500 })));
        world.ticket(ticketAt(1, { price: 2500 }), by);
        world.call('cid', look, ok(ticketAt(0)));
      },
    ],
    [
      'a page with an older version than was answered before',
      'not linearizable',
      (world) => {
        const by = world.call('ann', edit(2500), ok(ticketAt(1, { price: 2500 })));
        world.ticket(ticketAt(1, { price: 2500 }), by);
        world.call('cid', { kind: 'browse' }, ok({ items: [ticketAt(0)], next: null }));
      },
    ],
    [
      'a ticket that is not found',
      'not linearizable',
      ({ call }) => void call('cid', look, refused('not-found')),
    ],
    [
      'an edit refused as reserved while nobody had the ticket',
      'not linearizable',
      ({ call }) => void call('ann', edit(1), refused('ticket-reserved')),
    ],
    [
      'an edit refused for a version that was the current one',
      'not linearizable',
      ({ call }) => void call('ann', edit(1, 0), refused('version-mismatch')),
    ],
    [
      'a seller refused as a stranger',
      'not linearizable',
      ({ call }) => void call('ann', edit(1), refused('not-seller')),
    ],
    [
      'a withdrawal that is answered and not there',
      'not linearizable',
      ({ call }) => void call('ann', { kind: 'withdraw', ticketId: 'ticket' }, ok()),
    ],
    [
      'an order refused for a price that the ticket had all the time',
      'not linearizable',
      ({ call }) => void call('bob', { ...order, price: 2000 } as Request, refused('price-changed')),
    ],
    [
      'an order refused as reserved while there was none',
      'not linearizable',
      ({ call }) => void call('bob', order, refused('ticket-reserved')),
    ],
    [
      'an order of a version that the ticket did not have yet',
      'not linearizable',
      (world) => {
        const ahead = orderAt(0, { ticket: { ...orderAt(0).ticket, version: 1 } });
        world.order('order:created', ahead, world.call('bob', order, ok(ahead)));
        world.ticket(ticketAt(1, { title: 'Opera' }), world.call('ann', edit(2000), unknown));
      },
    ],
    [
      'a cancellation that is answered and not there',
      'not linearizable',
      (world) => {
        world.ordered();
        world.call('bob', cancel, ok());
      },
    ],
    [
      'a payment that is answered and nowhere noted',
      'not linearizable',
      (world) => {
        world.ordered();
        world.call('provider', pay('one'), ok());
      },
    ],
    [
      'an order that is read as live after its cancellation was answered',
      'not linearizable',
      (world) => {
        world.ordered();
        world.order('order:cancelled', cancelled, world.call('bob', cancel, ok()));
        world.call('bob', lookAtOrder, ok(orderAt(0)));
      },
    ],
    [
      'an order at another price than was asked for',
      'an order is not as it was asked for',
      (world) => {
        const by = world.call('bob', { ...order, price: 1999 } as Request, ok(orderAt(0)));
        world.order('order:created', orderAt(0), by);
      },
    ],
    [
      'two live orders of a ticket',
      'a ticket has two orders',
      (world) => {
        world.ordered();
        const other = orderAt(0, { id: 'other' });
        world.order('order:created', other, world.call('bob', order, ok(other)));
      },
    ],
    [
      'an order that is paid after it was cancelled',
      'an order ended twice',
      (world) => {
        world.ordered();
        world.order('order:cancelled', cancelled, world.call('bob', cancel, ok()));
        const paid = { ...complete, version: 2 };
        world.order('order:completed', paid, world.call('provider', pay('one'), ok()));
      },
    ],
    [
      'an order whose price changes',
      'an order changed what it must keep',
      (world) => {
        world.ordered();
        const other = { ...cancelled, ticket: { ...cancelled.ticket, price: 1 } };
        world.order('order:cancelled', other, world.call('bob', cancel, ok()));
      },
    ],
    [
      'an order that expires before its time',
      'nobody asked for it',
      (world) => {
        world.ordered();
        world.order('order:cancelled', orderAt(1, { status: 'cancelled', reason: 'expired' }));
      },
    ],
    [
      'an order that loses a ticket which was not withdrawn',
      'nobody asked for it',
      (world) => {
        world.ordered();
        world.order('order:cancelled', orderAt(1, lost));
      },
    ],
    [
      'a version that nobody asked for',
      'nobody asked for it',
      (world) => world.ticket(ticketAt(1, { price: 2500 })),
    ],
    [
      'an edit that changes more than was asked for',
      'nobody asked for it',
      (world) =>
        world.ticket(ticketAt(1, { price: 2500, seat: '7' }), world.call('ann', edit(2500), unknown)),
    ],
    [
      'a ticket that is freed although its order lives',
      'nobody asked for it',
      (world) => {
        world.ordered();
        world.ticket(ticketAt(2));
      },
    ],
    [
      'a version that is left out',
      'versions have a gap',
      (world) => world.ticket(ticketAt(2, { price: 2500 }), world.call('ann', edit(2500), unknown)),
    ],
    [
      'a list without an order that was answered before',
      'a list lacks a record',
      (world) => {
        world.ordered();
        world.call('bob', { kind: 'orders' }, ok({ items: [], next: null }));
      },
    ],
  ];

  test.each(histories)('%s: it is found', (_, rule, write) => {
    expect(breachesOf(write)).toContain(rule);
  });
});
