import { describe, expect, test } from 'vitest';
import { addSnapshot, announce } from '../support/gaps.js';
import { openHealing as open, untilCopied, untilNothingIsPending, untilTicket } from '../support/healing.js';
import { accepted, by, details, listed } from '../support/market.js';
import { pauseGroup } from '../support/paused-group.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

describe('a copy that is missing or damaged', () => {
  test('the copy was deleted, and there was an order: it comes back with all that was counted', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const { id: first } = await accepted(market.orders.place('bob', { ticketId: id }));
    await accepted(market.orders.cancel(first, 'bob', () => true));
    const { id: orderId } = await accepted(market.orders.place('cid', { ticketId: id }));
    await untilTicket(market, id, { orderId });
    await untilNothingIsPending(market);
    const before = await market.orders.replica(id);
    expect(before).toMatchObject({ orderId, sequence: 3 });
    await redis.del(`{0}:orders:ticket:${id}`);
    await announce(redis, id, 99);

    await waitFor(() => market.orders.replica(id), { what: 'the copy' });
    expect(await market.orders.replica(id)).toEqual(before);
    await accepted(market.orders.cancel(orderId, 'cid', () => true));
    await untilTicket(market, id, { status: 'available' });
  });

  test('the copy was deleted, and the stream is read again from its beginning: it comes back with all that was counted', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const { id: orderId } = await accepted(market.orders.place('bob', { ticketId: id }));
    await untilTicket(market, id, { orderId });
    await untilNothingIsPending(market);
    const before = await market.orders.replica(id);
    await redis.del(`{0}:orders:ticket:${id}`);
    await redis.xgroup('SETID', '{0}:tickets', 'orders', '0');
    // A reader that waits looks at the group's place only when there is something new.
    await listed(market);

    await waitFor(() => market.orders.replica(id), { what: 'the copy' });
    expect(await market.orders.place('cid', { ticketId: id })).toEqual({ refused: 'ticket-reserved' });
    await untilNothingIsPending(market);
    expect(await market.orders.replica(id)).toEqual(before);
    await expectConsistent(redis);
  });

  test('the copy was deleted, and the ticket does not know of its order yet: it comes back with the order', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const resume = await pauseGroup(redis, { stream: 'orders', group: 'tickets' });
    const { id: orderId } = await accepted(market.orders.place('bob', { ticketId: id }));
    await redis.del(`{0}:orders:ticket:${id}`);
    await addSnapshot(redis, { ...(await market.tickets.get(id)), seen: 0 });

    await untilCopied(market, id, { version: 0, orderId, sequence: 1 });
    expect(await market.orders.place('cid', { ticketId: id })).toEqual({ refused: 'ticket-reserved' });
    await resume();
    await untilTicket(market, id, { orderId });
    await expectConsistent(redis);
  });

  test('the copy was deleted, and the ticket withdrawn meanwhile: the order that it comes back with loses it', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const resume = await pauseGroup(redis, { stream: 'orders', group: 'tickets' });
    const { id: orderId } = await accepted(market.orders.place('bob', { ticketId: id }));
    await redis.del(`{0}:orders:ticket:${id}`);
    const ticket = await accepted(market.tickets.withdraw(id, by('ann')));
    await addSnapshot(redis, { ...ticket, seen: 0 });

    await untilCopied(market, id, { status: 'withdrawn', orderId: null, sequence: 2 });
    expect(await market.orders.get(orderId)).toMatchObject({ reason: 'ticket-withdrawn' });
    await resume();
    await expectConsistent(redis);
  });

  test('the copy is missing: nothing can be done with its orders, and it is said so', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const { id: orderId } = await accepted(market.orders.place('bob', { ticketId: id }));
    await untilTicket(market, id, { orderId });
    await redis.del(`{0}:orders:ticket:${id}`);

    const refused = { name: 'Unavailable', reason: 'unavailable' };
    await expect(market.orders.cancel(orderId, 'bob', () => true)).rejects.toMatchObject(refused);
    const payment = { reference: 'a', amount: details.price, currency: details.currency };
    await expect(market.orders.pay(orderId, payment)).rejects.toMatchObject(refused);
    expect(await market.orders.place('cid', { ticketId: id })).toEqual({ refused: 'not-found' });
    expect(await market.orders.get(orderId)).toMatchObject({ status: 'created', version: 0 });
  });

  test('a snapshot of its own version: puts right what was damaged, and leaves alone what was not', async () => {
    const { market, redis } = await open();
    const { id } = await listed(market);
    const order = await accepted(market.orders.place('bob', { ticketId: id }));
    await untilCopied(market, id, { version: 1 });
    await untilNothingIsPending(market);
    const [replica, ticket] = [await market.orders.replica(id), await market.tickets.get(id)];
    await redis.hset(`{0}:orders:ticket:${id}`, { price: 1, status: 'available', sequence: 0 });
    await redis.hdel(`{0}:orders:ticket:${id}`, 'orderId');

    await addSnapshot(redis, { ...ticket, seen: 1 });
    await untilCopied(market, id, { price: 2000, orderId: order.id });
    await untilNothingIsPending(market);
    expect(await market.orders.replica(id)).toEqual(replica);
    const healed = async () => (await market.bus.inspect()).map((group) => group.healed);
    expect(await healed()).toEqual([0, 1]);
    await addSnapshot(redis, { ...ticket, seen: 1 });
    await untilNothingIsPending(market);
    expect(await healed()).toEqual([0, 1]);
  });
});
