import { describe, expect, onTestFinished, test } from 'vitest';
import { isRefusal } from '../../src/bus/index.js';
import type { Order } from '../../src/modules/orders/order.js';
import { audit } from '../support/audit.js';
import { checkConsistency } from '../support/consistency.js';
import { accepted, by, listed, type Market, openMarket } from '../support/market.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { readPartition } from '../support/stored.js';
import { waitFor } from '../support/wait-for.js';

const ROUNDS = 30;

describe('place', () => {
  test('200 buyers over three processes want one ticket: one has it, 199 are refused, one order is announced', async () => {
    const { redis, markets, settle } = await open();
    const { id: ticketId } = await listed(market(markets, 0));
    const wants = Array.from({ length: 200 }, (_, i) =>
      market(markets, i).orders.place(`buyer-${i}`, { ticketId }),
    );
    const results = await Promise.all(wants);
    const winners = results.flatMap((result) => (isRefusal(result) ? [] : [result]));
    expect(winners).toHaveLength(1);
    expect(results.filter(isRefusal)).toEqual(
      Array.from({ length: 199 }, () => ({ refused: 'ticket-reserved' })),
    );
    await settle();
    const { orderEntries, orders } = await readPartition(redis.connect(), 0);
    expect(orderEntries.map(({ type, sequence, data }) => ({ type, sequence, data }))).toEqual([
      { type: 'order:created', sequence: 1, data: winners[0] },
    ]);
    expect([...orders.keys()]).toEqual(winners.map(({ id }) => id));
    expect(await checkConsistency(redis.connect(), 1)).toEqual([]);
  });
});

describe('cancel, expire and pay', () => {
  test('all three for orders whose hold is over, each by another process: exactly one wins, for each order', async () => {
    const { redis, markets, settle } = await open({ holdSeconds: 0 });
    const orders = await Promise.all(
      Array.from({ length: ROUNDS }, async (_, i) => {
        const { id: ticketId } = await listed(market(markets, i));
        return accepted(market(markets, i).orders.place('bob', { ticketId }));
      }),
    );
    const told = await Promise.all(orders.map((order, i) => race(order, markets, i)));

    const { orderEntries } = await readPartition(redis.connect(), 0);
    for (const [i, { id }] of orders.entries()) {
      const types = orderEntries
        .filter(({ data }) => data.id === id)
        .map(({ type, data }) => `${type} ${data.reason}`);
      expect(HISTORIES).toContainEqual(types);
      expect(told[i]).toEqual(
        types[1] === 'order:completed null' ? { cancel: 'order-complete' } : { cancel: 'done' },
      );
    }
    await settle();
    expect(await checkConsistency(redis.connect(), 1)).toEqual([]);
    expect((await audit(redis.target)).violations).toEqual([]);
  });
});

/** What may become of an order that all three want at once: a payment that comes too late is due back. */
const HISTORIES = [
  ['order:created null', 'order:completed null'],
  ['order:created null', 'order:cancelled buyer', 'order:refund-due buyer'],
  ['order:created null', 'order:cancelled expired', 'order:refund-due expired'],
];

describe('edit', () => {
  test('two with the same expected version, by two processes: one wins, the other is refused, in each round', async () => {
    const { redis, markets, settle } = await open();
    const rounds = Array.from({ length: ROUNDS }, async (_, i) => {
      const { id } = await listed(market(markets, i));
      const command = { userId: 'ann', expects: (version: number) => version === 0 };
      const results = await Promise.all(
        [1, 2].map((price) => market(markets, i + price).tickets.edit(id, command, { price })),
      );
      expect(results.filter(isRefusal)).toEqual([{ refused: 'version-mismatch' }]);
      const [winner] = results.filter((result) => !isRefusal(result));
      expect(winner).toMatchObject({ version: 1 });
      expect(await market(markets, i).tickets.get(id)).toEqual(winner);
    });
    await Promise.all(rounds);
    await settle();
    expect(await checkConsistency(redis.connect(), 1)).toEqual([]);
  });
});

describe('withdraw', () => {
  test('while it is edited, ordered, cancelled and paid by others: both modules converge', async () => {
    const { redis, markets, settle } = await open();
    const rounds = Array.from({ length: ROUNDS }, async (_, i) => {
      const [first, second, third] = [market(markets, i), market(markets, i + 1), market(markets, i + 2)];
      const { id: ticketId } = await listed(first);
      const buy = async () => {
        const order = await second.orders.place('bob', { ticketId });
        if (isRefusal(order)) return;
        const payment = { reference: 'p1', amount: order.ticket.price, currency: 'usd' };
        await (i % 2
          ? second.orders.pay(order.id, payment)
          : third.orders.cancel(order.id, 'bob', () => true));
      };
      await Promise.all([
        buy(),
        first.tickets.withdraw(ticketId, by('ann')),
        third.tickets.edit(ticketId, by('ann'), { price: 3000 }),
      ]);
    });
    await Promise.all(rounds);
    await settle();
    expect(await checkConsistency(redis.connect(), 1)).toEqual([]);
  });
});

async function race(order: Order, markets: readonly Market[], round: number) {
  const { price: amount, currency } = order.ticket;
  const commands = [
    () => market(markets, 0).orders.cancel(order.id, 'bob', () => true),
    () => market(markets, 1).orders.expire(order.id),
    () => market(markets, 2).orders.pay(order.id, { reference: 'p1', amount, currency }),
  ];
  const rotated = [...commands.slice(round % 3), ...commands.slice(0, round % 3)];
  const results = await Promise.all(rotated.map((command) => command()));
  const refusals = results.filter(isRefusal).map(({ refused }) => refused);
  return { cancel: refusals[0] ?? 'done' };
}

/** Three processes on one Redis of the test's own, and what waits until all of them are through. */
async function open({ holdSeconds = 900 } = {}) {
  const redis: RedisServer = await startRedis();
  onTestFinished(redis.stop);
  const markets = [0, 1, 2].map(() => openMarket({ target: redis.target, holdSeconds }));
  onTestFinished(async () => {
    await Promise.all(markets.map(({ close }) => close()));
  });
  const settle = () =>
    waitFor(async () => (await unsettled(redis.connect(), 1)).length === 0, { what: 'all to be through' });
  return { redis, markets, settle };
}

function market(markets: readonly Market[], which: number): Market {
  const found = markets[which % markets.length];
  if (!found) throw new Error('no market is open');
  return found;
}
