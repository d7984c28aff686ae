import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import { createExpiry } from '../../src/modules/orders/expiry.js';
import { silent } from '../support/bus.js';
import { entryTypes } from '../support/entries.js';
import { accepted, details, type Market, type MarketOptions, openMarket } from '../support/market.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

test('expiry: a hold of a second, is cancelled within a second of its end and the ticket is free again', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 1 });
  startExpiry(market);
  const [order] = await placeOrders(market, 1);
  const expired = await untilExpired(market, order);
  expect(expired).toMatchObject({ version: 1, status: 'cancelled', reason: 'expired', refundDue: false });
  const late = Date.parse(expired.updatedAt) - Date.parse(expired.expiresAt);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(1000);
  const ticketId = order.ticket.id;
  await waitFor(async () => (await market.tickets.get(ticketId))?.version === 2, {
    what: 'the ticket to hear of it',
  });
  expect(await market.tickets.get(ticketId)).toMatchObject({ status: 'available', orderId: null });
  expect(await entryTypes(redis, 'orders', ticketId)).toEqual(['order:created', 'order:cancelled']);
  await expectConsistent(redis);
});

test('expiry: orders that came due while no server ran, are cancelled at the first look', async () => {
  const { redis, market, target } = await ownMarket({ holdSeconds: 0.02 });
  const orders = await placeOrders(market, 300);
  await market.close();
  await untilDue(redis);
  const restarted = open({ target });
  startExpiry(restarted);
  for (const order of orders) await untilExpired(restarted, order);
  await expectConsistent(redis);
});

test('expiry: an order whose hold is not over, is left alone while others are cancelled', async () => {
  const { redis, market, target } = await ownMarket({ holdSeconds: 0.02 });
  const lasting = open({ target, holdSeconds: 900 });
  const [kept] = await placeOrders(lasting, 1);
  startExpiry(market);
  const [due] = await placeOrders(market, 1);
  await untilExpired(market, due);
  expect(await market.orders.get(kept.id)).toEqual(kept);
  expect(await market.orders.expire(kept.id)).toEqual(kept);
  expect(await redis.zrange('{0}:orders:due', 0, '-1')).toEqual([kept.id]);
});

test('expiry: three processes and many orders due at once, each is cancelled once', async () => {
  const { redis, market, target } = await ownMarket({ holdSeconds: 0.05 });
  const orders = await placeOrders(market, 60);
  for (const one of [market, open({ target }), open({ target })]) startExpiry(one);
  for (const order of orders) await untilExpired(market, order);
  await expectConsistent(redis);
  for (const { ticket } of orders) {
    expect(await entryTypes(redis, 'orders', ticket.id)).toEqual(['order:created', 'order:cancelled']);
  }
});

test('expiry: payments at the moment at which the holds end, each order is either complete or expired', async () => {
  const { redis, market, target } = await ownMarket({ holdSeconds: 0.05 });
  const other = open({ target });
  startExpiry(market);
  startExpiry(other);
  const orders = await placeOrders(market, 30);
  await untilDue(redis);
  await Promise.all(
    orders.map(({ id, ticket: { price: amount, currency } }) =>
      accepted(other.orders.pay(id, { reference: id, amount, currency })),
    ),
  );
  await expectConsistent(redis);
  for (const { id } of orders) {
    const order = await market.orders.get(id);
    const ends =
      order?.status === 'complete'
        ? { reason: null, refundDue: false }
        : { reason: 'expired', refundDue: true };
    expect(order).toMatchObject(ends);
  }
});

test('expiry: an order that was paid or cancelled before, is not looked at any more', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 900 });
  const [paid, cancelled] = await placeOrders(market, 2);
  const { price: amount, currency } = paid.ticket;
  await accepted(market.orders.pay(paid.id, { reference: 'payment', amount, currency }));
  await accepted(market.orders.cancel(cancelled?.id ?? '', 'buyer', () => true));
  expect(await redis.exists('{0}:orders:due')).toBe(0);
});

test('expiry: a due order whose hash is gone, holds up no other and is looked at without haste', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 0.02 });
  await redis.zadd('{0}:orders:due', 1, market.bus.newId());
  startExpiry(market);
  const [order] = await placeOrders(market, 1);
  await untilExpired(market, order);
  expect(await lookInterval(redis, 3)).toBeGreaterThan(300);
});

test('expiry: a due order that can not be cancelled, holds up no other and is looked at without haste', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 0.02 });
  const [broken, sound] = await placeOrders(market, 2);
  await redis.del(`{0}:orders:ticket:${broken.ticket.id}`);
  startExpiry(market);
  if (sound) await untilExpired(market, sound);
  expect(await market.orders.get(broken.id)).toMatchObject({ status: 'created' });
  expect(await lookInterval(redis, 3)).toBeGreaterThan(300);
});

test('expiry: an order that is expired and still stands among the due ones, is looked at without haste', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 0.02 });
  startExpiry(market);
  const [order] = await placeOrders(market, 1);
  const expired = await untilExpired(market, order);
  await redis.zadd('{0}:orders:due', 1, order.id);
  expect(await lookInterval(redis, 5)).toBeGreaterThan(300);
  expect(await market.orders.get(order.id)).toEqual(expired);
});

test('expiry: a due order whose key holds no hash, holds up no other and is looked at without haste', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 0.02 });
  const warnings: string[] = [];
  const log = { ...silent, warn: (_: object, message: string) => void warnings.push(message) };
  const damaged = market.bus.newId();
  await redis.set(`{0}:orders:${damaged}`, 'no hash');
  await redis.zadd('{0}:orders:due', 1, damaged);
  startExpiry(market, log);
  const [order] = await placeOrders(market, 1);
  await untilExpired(market, order);
  expect(await lookInterval(redis, 3)).toBeGreaterThan(300);
  expect([...new Set(warnings)]).toEqual(['an order can not be expired now; trying again']);
  expect(await redis.zrange('{0}:orders:due', 0, '-1')).toEqual([damaged]);
});

test('expiry: Redis away when a hold ends, the order is cancelled when it is back', async () => {
  const { redis, market, target } = await ownMarket({ holdSeconds: 0.05 });
  const proxy = await ownProxy({ target });
  const warnings: string[] = [];
  const log = { ...silent, warn: (_: object, message: string) => void warnings.push(message) };
  startExpiry(open({ target: proxy.target }), log);
  await lookInterval(redis, 1);
  proxy.cut();
  proxy.blackHole();
  const [order] = await placeOrders(market, 1);
  await waitFor(() => warnings.length > 0, { what: 'the expiry to notice' });
  await untilDue(redis);
  expect(await market.orders.get(order.id)).toEqual(order);
  proxy.heal();
  await untilExpired(market, order);
  await expectConsistent(redis);
  expect(warnings).toEqual(['orders can not be expired now; trying again']);
});

test('expiry: Redis killed and started again, orders that came due meanwhile are cancelled', async () => {
  const server = await ownRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  const market = open({ target: server.target, holdSeconds: 0.2 });
  startExpiry(market);
  const [order] = await placeOrders(market, 1);
  await server.kill('SIGKILL');
  await server.restart();
  await untilExpired(market, order);
  await expectConsistent(server.connect());
});

test('expiry: stopped while it waits for the next order, ends at once', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 900 });
  const expiry = startExpiry(market);
  await lookInterval(redis, 2);
  const before = performance.now();
  await expiry.stop();
  expect(performance.now() - before).toBeLessThan(300);
});

test('expiry: an idle server with both groups and the expiry, sends less than 10 commands a second', async () => {
  const { redis, market } = await ownMarket({ holdSeconds: 900 });
  startExpiry(market);
  await placeOrders(market, 1);
  await expectConsistent(redis);
  const [before, started] = [await commandsRun(redis), performance.now()];
  await lookInterval(redis, 6);
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeGreaterThan(2);
  expect(((await commandsRun(redis)) - before) / seconds).toBeLessThan(10);
});

async function ownMarket(options: Omit<MarketOptions, 'target'>) {
  const { target, connect } = await ownRedis();
  return { redis: connect(), target, market: open({ target, ...options }) };
}

function open(options: MarketOptions): Market {
  const market = openMarket(options);
  onTestFinished(market.close);
  return market;
}

function startExpiry({ orders: store }: Market, log = silent) {
  const expiry = createExpiry({ store, partitions: 1, log });
  expiry.start();
  onTestFinished(expiry.stop);
  return expiry;
}

/** Makes tickets and an order for each. */
function placeOrders({ tickets, orders }: Market, count: number): Promise<[Order, ...Order[]]> {
  const place = async () => {
    const { id: ticketId } = await tickets.create('seller', details);
    return await accepted(orders.place('buyer', { ticketId, ticketVersion: 0 }));
  };
  return Promise.all([place(), ...Array.from({ length: count - 1 }, place)]);
}

function untilExpired({ orders }: Market, { id }: Order): Promise<Order> {
  return waitFor(
    async () => {
      const order = await orders.get(id);
      return order?.status === 'cancelled' ? order : undefined;
    },
    { what: 'the order to be cancelled' },
  );
}

/** Waits until every order that there is has come due, by the clock of Redis. */
async function untilDue(redis: Redis): Promise<void> {
  const [, last] = await redis.zrevrange('{0}:orders:due', 0, 0, 'WITHSCORES');
  await waitFor(
    async () => {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1000 + Number(micros) / 1000 > Number(last ?? 0);
    },
    { what: 'the last order to come due' },
  );
}

/** Waits for so many looks at the due orders; returns the mean time between two, in milliseconds. */
async function lookInterval(redis: Redis, looks: number): Promise<number> {
  const count = async () =>
    Number(/cmdstat_zrange:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  const first = await count();
  const before = performance.now();
  await waitFor(async () => (await count()) >= first + looks, { what: `${looks} looks at the due orders` });
  return (performance.now() - before) / looks;
}

/** All that Redis has been told so far, but for what this asks itself. */
async function commandsRun(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/cmdstat_(.+):calls=(\d+)/g)]
    .filter(([, name]) => name !== 'info')
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
}
