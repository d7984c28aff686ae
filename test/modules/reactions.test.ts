import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { encodeEvent } from '../../src/bus/event.js';
import { isRefusal } from '../../src/bus/index.js';
import { type Order, orderEvents } from '../../src/events/orders.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { entryTypes } from '../support/entries.js';
import { add } from '../support/ledger.js';
import { accepted, by, details, type Market, type MarketOptions, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

test('reactions: an order made, reserves the ticket for it', async () => {
  const { redis, tickets, orders, ticketId } = await openWithTicket();
  const order = await place(orders, ticketId);
  const ticket = await until(() => tickets.get(ticketId), { version: 1 });
  expect(ticket).toMatchObject({ status: 'reserved', orderId: order.id });
  await expectConsistent(redis);
});

test('reactions: a cancel of an order that had the ticket before, leaves it to the order that has it now', async () => {
  const { redis, tickets, orders, ticketId } = await openWithTicket();
  const stale = await place(orders, ticketId);
  const cancelled = await accepted(orders.cancel(stale.id, 'buyer', () => true));
  await until(() => tickets.get(ticketId), { version: 2 });
  const holder = await place(orders, ticketId);
  await until(() => tickets.get(ticketId), { version: 3 });

  await tell(redis, 'order:cancelled', 4, cancelled);
  await waitFor(async () => (await seenOf(redis, ticketId)) === 4, {
    what: 'the stale cancel to be handled',
  });
  expect(await tickets.get(ticketId)).toMatchObject({ version: 3, status: 'reserved', orderId: holder.id });
  expect(await entryTypes(redis, 'tickets', ticketId)).toHaveLength(4);
});

test('reactions: an order that was paid, its ticket is sold and no later order gets it', async () => {
  const { redis, tickets, orders, ticketId } = await openWithTicket();
  const order = await place(orders, ticketId);
  await pay(orders, order);
  const sold = await until(() => tickets.get(ticketId), { version: 2 });
  expect(sold).toMatchObject({ status: 'sold', orderId: null });
  await until(() => orders.replica(ticketId), { version: 2 });
  expect(await orders.place('another', { ticketId })).toMatchObject({ refused: 'ticket-sold' });
  await expectConsistent(redis);

  await tell(redis, 'order:created', 3, { ...order, id: crypto.randomUUID() });
  await waitFor(async () => (await seenOf(redis, ticketId)) === 3, { what: 'the late order to be handled' });
  expect(await tickets.get(ticketId)).toEqual(sold);
});

test('reactions: a ticket withdrawn while an order for it is made, the order is cancelled and the ticket stays withdrawn', async () => {
  const { redis, target, orders, tickets, ticketId } = await openWithTicket({
    subscriptions: [ticketSubscription],
  });
  const order = await place(orders, ticketId);
  await accepted(tickets.withdraw(ticketId, by('seller')));
  const lost = await until(() => orders.get(order.id), { version: 1 });
  expect(lost).toMatchObject({ status: 'cancelled', reason: 'ticket-withdrawn', refundDue: false });

  open({ target, subscriptions: [orderSubscription] });
  await waitFor(async () => (await seenOf(redis, ticketId)) === 2, {
    what: 'the tickets module to hear of both',
  });
  expect(await tickets.get(ticketId)).toMatchObject({ version: 1, status: 'withdrawn', orderId: null });
  expect(await orders.replica(ticketId)).toMatchObject({ version: 1, status: 'withdrawn', orderId: null });
  expect(await entryTypes(redis, 'orders', ticketId)).toEqual(['order:created', 'order:cancelled']);
  expect(await entryTypes(redis, 'tickets', ticketId)).toEqual(['ticket:created', 'ticket:withdrawn']);
  await expectConsistent(redis);
});

test('reactions: a ticket withdrawn while an order for it is made and paid, the order stays complete and a refund is due', async () => {
  const { redis, target, close, ticketId } = await openWithTicket({
    subscriptions: [ticketSubscription],
  });
  await close();
  const deaf = open({ target, subscriptions: [] });
  const order = await place(deaf.orders, ticketId);
  await accepted(deaf.tickets.withdraw(ticketId, by('seller')));
  await pay(deaf.orders, order);

  const hearing = open({ target });
  await waitFor(async () => (await seenOf(redis, ticketId)) === 3, {
    what: 'the tickets module to hear of all',
  });
  expect(await hearing.orders.get(order.id)).toMatchObject({
    ...{ version: 2, status: 'complete', reason: null, refundDue: true, paymentReference: 'payment' },
  });
  expect(await entryTypes(redis, 'orders', ticketId)).toEqual([
    ...['order:created', 'order:completed', 'order:refund-due'],
  ]);
  expect(await hearing.tickets.get(ticketId)).toMatchObject({
    version: 1,
    status: 'withdrawn',
    orderId: null,
  });
  await expectConsistent(redis);
});

test('reactions: a ticket withdrawn after its order was cancelled, the order stays as it was', async () => {
  const { redis, tickets, orders, ticketId } = await openWithTicket();
  const order = await place(orders, ticketId);
  const cancelled = await accepted(orders.cancel(order.id, 'buyer', () => true));
  await until(() => tickets.get(ticketId), { version: 2 });
  await accepted(tickets.withdraw(ticketId, by('seller')));
  await until(() => orders.replica(ticketId), { version: 3 });
  expect(await orders.get(order.id)).toEqual(cancelled);
  await expectConsistent(redis);
});

test('reactions: a price changed before the tickets module heard of an order, the order keeps the price it was made at', async () => {
  const { redis, target, tickets, orders, ticketId } = await openWithTicket({
    subscriptions: [ticketSubscription],
  });
  const order = await place(orders, ticketId);
  await accepted(tickets.edit(ticketId, by('seller'), { price: 3000 }));
  await until(() => orders.replica(ticketId), { version: 1 });
  open({ target, subscriptions: [orderSubscription] });
  const reserved = await until(() => tickets.get(ticketId), { version: 2 });
  expect(reserved).toMatchObject({ status: 'reserved', orderId: order.id, price: 3000 });

  expect(await orders.get(order.id)).toMatchObject({ ticket: { price: 2000, version: 0 } });
  const payment = { reference: 'payment', currency: 'usd' };
  expect(await orders.pay(order.id, { ...payment, amount: 3000 })).toMatchObject({ refused: 'wrong-amount' });
  expect(await accepted(orders.pay(order.id, { ...payment, amount: 2000 }))).toMatchObject({
    status: 'complete',
  });
  await expectConsistent(redis);
});

test('reactions: orders, edits and withdrawals of many tickets at the same moment, both modules converge', async () => {
  const { redis, target } = await ownMarket();
  const [one, another] = [open({ target }), open({ target })];
  const ids = await Promise.all(
    Array.from({ length: 40 }, async () => (await one.tickets.create('seller', details)).id),
  );
  await until(() => another.orders.replica(ids.at(-1) ?? ''), { version: 0 });
  await Promise.all(
    ids.flatMap((ticketId) => [
      another.orders.place('buyer', { ticketId }),
      one.tickets.edit(ticketId, by('seller'), { price: 3000 }),
      one.orders.place('rival', { ticketId, price: 2000 }),
      another.tickets.withdraw(ticketId, by('seller')),
    ]),
  );
  await expectConsistent(redis);
});

async function ownMarket() {
  const server = await ownRedis();
  return { redis: server.connect(), target: server.target };
}

/** A market with a ticket that the orders module knows. */
async function openWithTicket(options: Omit<MarketOptions, 'target'> = {}) {
  const { redis, target } = await ownMarket();
  const market = open({ target, ...options });
  const { id: ticketId } = await market.tickets.create('seller', details);
  await until(() => market.orders.replica(ticketId), { version: 0 });
  return { ...market, redis, target, ticketId };
}

function open(options: MarketOptions): Market {
  const market = openMarket(options);
  onTestFinished(market.close);
  return market;
}

function place(orders: Market['orders'], ticketId: string): Promise<Order> {
  return waitFor(
    async () => {
      const order = await orders.place('buyer', { ticketId });
      return isRefusal(order) ? false : order;
    },
    { what: 'the ticket to be free' },
  );
}

function pay(orders: Market['orders'], { id, ticket }: Order) {
  return accepted(orders.pay(id, { reference: 'payment', amount: ticket.price, currency: ticket.currency }));
}

function until<State extends { readonly version: number }>(
  read: () => Promise<State | undefined>,
  { version }: { readonly version: number },
): Promise<State> {
  return waitFor(
    async () => {
      const state = await read();
      return state?.version === version ? state : undefined;
    },
    { what: `version ${version}` },
  );
}

/** Writes an entry of the orders stream by hand, whatever the orders module thinks of it. */
async function tell(redis: Redis, type: string, sequence: number, order: Order): Promise<void> {
  const time = new Date().toISOString();
  const event = { type, time, subject: order.ticket.id, sequence, data: order };
  await add(redis, '{0}:orders', encodeEvent(orderEvents, event));
}

/** The last entry of the orders stream that the tickets module has dealt with for a ticket. */
async function seenOf(redis: Redis, ticketId: string): Promise<number> {
  return Number(await redis.hget(`{0}:tickets:${ticketId}`, 'seen'));
}
