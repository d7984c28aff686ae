import { describe, expect, test } from 'vitest';
import { entriesAbout, entryTypes } from '../support/entries.js';
import { addSnapshot, announce, entryFields, remove, requests, requestTimes } from '../support/gaps.js';
import {
  edit,
  GAP_MS,
  openHealing as open,
  openOther,
  untilCopied,
  untilNothingIsPending,
  untilTicket,
} from '../support/healing.js';
import { accepted, by, details, listed } from '../support/market.js';
import { pauseGroup } from '../support/paused-group.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

const NEVER_MS = 3_600_000;

describe('a gap in the entries of a ticket', () => {
  test('an entry that is lost: the copy asks for the state, jumps to it, and later changes go on', async () => {
    const { market, redis, lose } = await open();
    const { id } = await listed(market);

    await lose('orders', async () => {
      await edit(market, id, 2001);
      return [1];
    });
    await edit(market, id, 2002);
    await untilCopied(market, id, { version: 2, price: 2002 });

    expect(await entryTypes(redis, 'tickets', id)).toEqual([
      'ticket:created',
      'ticket:updated',
      'ticket:snapshot',
    ]);
    expect(await entriesAbout(redis, 'orders', id)).toMatchObject([
      { type: 'ticket:resync-requested', sequence: '0', data: { waiting: 2 } },
    ]);
    await edit(market, id, 2003);
    await untilCopied(market, id, { version: 3, price: 2003 });
    await untilNothingIsPending(market);
  });

  test('the first entry of all is lost: the copy begins with the snapshot', async () => {
    const { market, lose } = await open();
    await listed(market);
    let id = '';
    await lose('orders', async () => {
      ({ id } = await accepted(market.tickets.create('ann', details)));
      return [0];
    });
    await edit(market, id, 1);

    await untilCopied(market, id, { version: 1, price: 1, orderId: null, sequence: 0 });
    await accepted(market.orders.place('bob', { ticketId: id }));
    await untilTicket(market, id, { status: 'reserved' });
    await untilNothingIsPending(market);
  });

  test('the reservation is lost on the way back: the order stays, and its cancel frees the ticket', async () => {
    const { market, redis, lose } = await open();
    const { id } = await listed(market);
    let orderId = '';
    await lose('orders', async () => {
      ({ id: orderId } = await accepted(market.orders.place('bob', { ticketId: id })));
      await untilTicket(market, id, { version: 1 });
      return [1];
    });
    await accepted(market.orders.cancel(orderId, 'bob', () => true));

    await untilCopied(market, id, { version: 2, status: 'available', orderId: null });
    await accepted(market.orders.place('cid', { ticketId: id }));
    await untilTicket(market, id, { version: 3, status: 'reserved' });
    await untilNothingIsPending(market);
    expect(await entryTypes(redis, 'tickets', id)).toContain('ticket:snapshot');
  });

  test('the reservation is lost, and the order lives: it goes on living', async () => {
    const { market, redis, lose } = await open();
    const { id } = await listed(market);
    let orderId = '';
    await lose('orders', async () => {
      ({ id: orderId } = await accepted(market.orders.place('bob', { ticketId: id })));
      await untilTicket(market, id, { version: 1 });
      return [1];
    });
    await announce(redis, id, 3);

    await untilCopied(market, id, { version: 1, status: 'reserved', orderId });
    expect(await market.orders.get(orderId)).toMatchObject({ status: 'created', version: 0 });
  });

  test('what waits behind it: goes on at once, and not when its time to be tried again comes', async () => {
    const { market, lose } = await open({ early: { baseMs: NEVER_MS, maxMs: NEVER_MS } });
    const { id } = await listed(market);
    await lose('orders', async () => {
      await edit(market, id, 2001);
      return [1];
    });
    await edit(market, id, 2002);

    await untilCopied(market, id, { version: 2 });
    await untilNothingIsPending(market);
  });

  test('the withdrawal is lost, and there is an order: the snapshot cancels it all the same', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    // The tickets module hears of the order only when its seller has withdrawn the ticket.
    const resumeTickets = await pauseGroup(redis, { stream: 'orders', group: 'tickets' });
    const order = await accepted(market.orders.place('bob', { ticketId: id }));
    const resumeOrders = await pauseGroup(redis, { stream: 'tickets', group: 'orders' });
    await accepted(market.tickets.withdraw(id, by('ann')));
    await remove(redis, id, [1]);
    await resumeOrders();
    await resumeTickets();
    await untilTicket(market, id, { status: 'withdrawn' });

    // Something later has to be heard of, or nobody knows that there is a gap.
    await announce(redis, id, 2);
    await waitFor(async () => (await market.orders.get(order.id))?.reason === 'ticket-withdrawn', {
      what: 'the order to lose the ticket',
    });
  });

  test('an entry that can not be read goes to the dead letters: what comes behind it is healed without an operator', async () => {
    const { market, redis, lose } = await open();
    const { id } = await listed(market);
    await lose('orders', async () => {
      await edit(market, id, 2001);
      return [1];
    });
    await redis.xadd('{0}:tickets', '*', 'subject', id, 'sequence', '1', 'data', 'nonsense');
    await waitFor(async () => (await redis.xlen('{0}:dead:orders')) === 1, { what: 'the dead letter' });
    await edit(market, id, 2002);

    await untilCopied(market, id, { version: 2, price: 2002 });
    await untilNothingIsPending(market);
  });

  test('the copy was deleted, and there was no order: it comes back', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    await redis.del(`{0}:orders:ticket:${id}`);
    await edit(market, id, 2001);

    await untilCopied(market, id, { version: 1, price: 2001, sequence: 0 });
    await accepted(market.orders.place('bob', { ticketId: id }));
    await untilTicket(market, id, { status: 'reserved' });
  });

  test('two processes, and either may read the snapshot: the gap is counted once in all', async () => {
    const { market, target, lose } = await open();
    const other = openOther(target, GAP_MS);
    for (let n = 1; n <= 4; n += 1) {
      const { id } = await listed(market);
      await lose('orders', async () => {
        await edit(market, id, 2001);
        return [1];
      });
      await edit(market, id, 2002);
      await untilCopied(market, id, { version: 2 });
      const groups = [...(await market.bus.inspect()), ...(await other.bus.inspect())];
      expect(groups.reduce((sum, { healed }) => sum + healed, 0)).toBe(n);
    }
  });

  test('a ticket that is damaged: the request for it goes to the dead letters', async () => {
    const { market, redis } = await open({ claimIdleMs: 50, blockMs: 50 });
    const { id } = await listed(market);
    await redis.hset(`{0}:tickets:${id}`, { price: 'nonsense' });
    await announce(redis, id, 4);

    await waitFor(async () => (await redis.xlen('{0}:dead:tickets')) >= 1, { what: 'the dead letter' });
  });

  test('two processes wait for the same entry: they ask once in the time that a gap may stay', async () => {
    const { market, redis, target } = await open({ gapTimeoutMs: 1000 });
    openOther(target, 1000);
    const { id } = await listed(market);
    for (const sequence of [7, 8, 9, 10, 11, 12]) await announce(redis, id, sequence);

    await waitFor(async () => (await requests(redis, id)) === 1, { what: 'the request' });
    await waitFor(async () => (await requests(redis, id)) === 2, { what: 'the next request' });
    const [first = 0, second = 0] = await requestTimes(redis, id);
    expect(second - first).toBeGreaterThanOrEqual(1000);
  });

  test('the tickets module waits for an entry of its own about the same ticket: it answers all the same', async () => {
    const { market, redis, lose } = await open();
    const { id } = await listed(market);
    await lose('tickets', async () => {
      await accepted(market.orders.place('bob', { ticketId: id }));
      return [1];
    });
    await lose('orders', async () => {
      await edit(market, id, 2001);
      return [1];
    });
    await edit(market, id, 2002);

    await untilCopied(market, id, { version: 2, price: 2002 });
    expect(await entryTypes(redis, 'tickets', id)).toContain('ticket:snapshot');
  });

  test('a ticket that is nobody’s: the copy goes on asking, and nothing else happens', async () => {
    const { market, redis } = await open();
    const id = (await listed(market)).id.replace(/^.{8}/, '00000000');
    await announce(redis, id, 4);

    await waitFor(async () => (await requests(redis, id)) >= 2, { what: 'a second request' });
    expect(await entryTypes(redis, 'tickets', id)).toEqual(['ticket:updated']);
  });

  test('entries that only come in another order: nobody asks', async () => {
    const { market, redis, lose } = await open({ gapTimeoutMs: NEVER_MS });
    const { id } = await listed(market);
    let entry: string[] = [];
    await lose('orders', async () => {
      await edit(market, id, 2001);
      entry = await entryFields(redis, id, 1);
      return [1];
    });
    await edit(market, id, 2002);
    await redis.xadd('{0}:tickets', '*', ...entry);

    await untilCopied(market, id, { version: 2, price: 2002 });
    expect(await requests(redis, id)).toBe(0);
    await untilNothingIsPending(market);
  });
});

describe('a snapshot', () => {
  test('that was made before the ticket heard of an order: the copy keeps the order, and its own counting', async () => {
    const { market, redis } = await open();
    const ticket = await listed(market);
    const resume = await pauseGroup(redis, { stream: 'orders', group: 'tickets' });
    const order = await accepted(market.orders.place('bob', { ticketId: ticket.id }));
    await addSnapshot(redis, { ...ticket, version: 4, price: 7, seen: 0 });

    await untilCopied(market, ticket.id, { version: 4, price: 7, orderId: order.id, sequence: 1 });
    await resume();
  });

  test('of a version that the copy has passed: changes nothing', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const old = await market.tickets.get(id);
    await edit(market, id, 2001);
    await untilCopied(market, id, { version: 1 });

    await addSnapshot(redis, { ...old, seen: 0 });
    await untilNothingIsPending(market);

    expect(await market.orders.replica(id)).toMatchObject({ version: 1, price: 2001 });
    await expectConsistent(redis);
  });
});
