import { expect, onTestFinished, test } from 'vitest';
import { at, type Restoring } from '../../src/bus/index.js';
import { createJournal } from '../../src/bus/journal.js';
import type { Lane } from '../../src/bus/lane.js';
import { createRebuilding } from '../../src/bus/rebuilding.js';
import { reactTo } from '../../src/bus/subscription.js';
import type { TicketSnapshot } from '../../src/events/tickets.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { createOrderStore, replicas } from '../../src/modules/orders/store.js';
import { watchCommands } from '../support/commands.js';
import { openLane } from '../support/lane.js';
import { accepted, by, listed, type Market, openMarket } from '../support/market.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const server = useRedis();

test('a snapshot in the transaction that discards the replica: waits, as what was read may be too old', async () => {
  const { lane, rebuilding, snapshotOf, market, id } = await open();
  const order = await accepted(market.orders.place('bob', { ticketId: id }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  const snapshot = await snapshotOf(market, id);

  const [discarded, applied] = await Promise.allSettled([
    rebuilding.discard(at(replicas, id), 1),
    lane.submit(snapshot),
  ]);
  expect(discarded).toEqual({ status: 'fulfilled', value: true });
  expect(applied).toMatchObject({ status: 'rejected', reason: { name: 'Unavailable' } });
  expect(await market.orders.replica(id)).toBeUndefined();
  expect(await lane.submit(snapshot)).toBe('next');
  expect(await market.orders.replica(id)).toMatchObject({ orderId: order.id, sequence: 1 });
});

test('discard: a replica that is of another version by now stays', async () => {
  const { rebuilding, market, id } = await open();

  expect(await rebuilding.discard(at(replicas, id), 7)).toBe(false);
  expect(await market.orders.replica(id)).toMatchObject({ id });
});

test('an order that is in the index of a ticket and does not exist: the snapshot fails, and nothing is counted', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const redis = server.connect();
  await redis.zadd(`{0}:orders:by-ticket:${id}`, 0, 'gone');
  const snapshot = await snapshotOf(market, id);
  await redis.del(`{0}:orders:ticket:${id}`);

  await expect(lane.submit(snapshot)).rejects.toThrow('orders:gone is in the index of');
  expect(await market.orders.replica(id)).toBeUndefined();
});

test('a snapshot that says that the copy is right: the orders of the ticket are not read', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const order = await accepted(market.orders.place('bob', { ticketId: id }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  const snapshot = await snapshotOf(market, id, { seen: 1 });
  const { alone } = await watchCommands(server);

  expect(await lane.submit(snapshot)).toBe('duplicate');
  const read = () => alone.map((command) => command.join(' '));
  await waitFor(() => read().includes(`hgetall {0}:orders:ticket:${id}`), { what: 'the copy to be read' });
  expect(read().filter((command) => command.includes(`:${order.id}`))).toEqual([]);
  expect(read().filter((command) => command.includes(`by-ticket:${id}`))).toEqual([]);
});

test('a snapshot that the copy has passed: the orders of the ticket are not read', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const snapshot = await snapshotOf(market, id, { seen: 9 });
  await accepted(market.tickets.edit(id, by('ann'), { price: 2500 }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  const { alone } = await watchCommands(server);

  expect(await lane.submit(snapshot)).toBe('duplicate');
  const read = () => alone.map((command) => command.join(' '));
  await waitFor(() => read().includes(`hgetall {0}:orders:ticket:${id}`), { what: 'the copy to be read' });
  expect(read().filter((command) => command.includes(`by-ticket:${id}`))).toEqual([]);
});

test('a copy that is missing, of a ticket with more orders than can be read: the snapshot fails, and says so', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const redis = server.connect();
  await redis.zadd(`{0}:orders:by-ticket:${id}`, ...orderIds(1001));
  const snapshot = await snapshotOf(market, id);
  await redis.del(`{0}:orders:ticket:${id}`);
  const { alone } = await watchCommands(server);

  await expect(lane.submit(snapshot)).rejects.toThrow(
    `the copy of ${id} can not be made anew: it counts the entries of more than 1000 orders`,
  );
  expect(await market.orders.replica(id)).toBeUndefined();
  const read = alone.map((command) => command.join(' '));
  expect(read).toContain(`zrange {0}:orders:by-ticket:${id} 0 1000`);
  expect(read.filter((command) => command.startsWith('hgetall {0}:orders:gone'))).toEqual([]);
});

test.each([
  ['fewer entries than the ticket has followed', 7, /can not be made anew/],
  ['entries that the ticket has not followed', 0, 'next'],
])('a copy that counts %s, of a ticket with more orders than can be read', async (_, seen, outcome) => {
  const { lane, snapshotOf, market, id } = await open();
  const redis = server.connect();
  await redis.zadd(`{0}:orders:by-ticket:${id}`, ...orderIds(1001));
  await redis.hset(`{0}:orders:ticket:${id}`, { sequence: 5, price: 1 });
  const snapshot = await snapshotOf(market, id, { seen });

  const applied = await lane.submit(snapshot).catch(String);
  expect(applied).toEqual(typeof outcome === 'string' ? outcome : expect.stringMatching(outcome));
  const price = outcome === 'next' ? 2000 : 1;
  expect(await market.orders.replica(id)).toMatchObject({ sequence: 5, price });
});

test('a copy that has lost its live order, of a ticket with more orders than can be read: the snapshot fails', async () => {
  const { lane, snapshotOf, market, id } = await open();
  await accepted(market.orders.place('bob', { ticketId: id }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  const redis = server.connect();
  await redis.zadd(`{0}:orders:by-ticket:${id}`, ...orderIds(1001));
  await redis.hdel(`{0}:orders:ticket:${id}`, 'orderId');
  const snapshot = await snapshotOf(market, id, { seen: 1 });

  await expect(lane.submit(snapshot)).rejects.toThrow('can not be made anew');
});

test('a copy that has lost the live order of a withdrawn ticket: the snapshot finds it, and the order loses the ticket', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const order = await accepted(market.orders.place('bob', { ticketId: id }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  const withdrawn = { status: 'withdrawn' as const, orderId: null, seen: 1 };
  const snapshot = await snapshotOf(market, id, withdrawn);
  await server.connect().hdel(`{0}:orders:ticket:${id}`, 'orderId');

  expect(await lane.submit(snapshot)).toBe('next');
  expect(await market.orders.get(order.id)).toMatchObject({
    status: 'cancelled',
    reason: 'ticket-withdrawn',
  });
});

test('an order in the transaction of the snapshot, before it: what was right stays so', async () => {
  const { lane, snapshotOf, market, id } = await open();
  const orders = createOrderStore({ ...market.bus, journal: createJournal([lane]) }, { holdSeconds: 900 });
  const before = await accepted(orders.place('bob', { ticketId: id }));
  await accepted(orders.cancel(before.id, 'bob', () => true));
  await waitFor(async () => (await market.orders.replica(id))?.version === 2, { what: 'the copy' });
  await server.connect().hset(`{0}:orders:ticket:${id}`, { price: 1 });
  const snapshot = await snapshotOf(market, id, { seen: 2 });

  const [order, applied] = await Promise.all([
    accepted(orders.place('bob', { ticketId: id })),
    lane.submit(snapshot),
  ]);
  expect(applied).toBe('next');
  expect(await market.orders.replica(id)).toMatchObject({ sequence: 3, orderId: order.id, price: 2000 });
});

test('a snapshot that restores a copy: it is computed once in a transaction', async () => {
  const { lane, snapshotOf, market, id } = await open();
  await accepted(market.orders.place('bob', { ticketId: id }));
  await waitFor(async () => (await market.orders.replica(id))?.version === 1, { what: 'the copy' });
  let computed = 0;
  const { restoring } = ticketSubscription;
  const restore: Restoring['restore'] = (...given) => {
    computed += 1;
    return restoring?.restore(...given);
  };
  const counted = restoring && { ...ticketSubscription, restoring: { ...restoring, restore } };
  const snapshot = await snapshotOf(market, id, { seen: 1 }, counted);
  await server.connect().del(`{0}:orders:ticket:${id}`);

  expect(await lane.submit(snapshot)).toBe('next');
  expect(computed).toBe(1);
});

/** Members of an index, as ZADD takes them. */
function orderIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => ['0', `gone-${i}`]).flat();
}

/** A ticket in a market, and a lane: what is done by it in one turn of the event loop is one transaction. */
async function open() {
  const lane: Lane = openLane(server);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const market = openMarket({ target: server.target });
  onTestFinished(() => market.close());
  const { id } = await listed(market);
  const redis = server.connect();
  return {
    ...{ lane, market, id },
    rebuilding: createRebuilding(redis, [lane]),
    /** The work of applying a snapshot of the ticket, which nobody else was given. */
    async snapshotOf(
      { tickets }: Market,
      id: string,
      told: Partial<TicketSnapshot> = { seen: 0 },
      subscription = ticketSubscription,
    ) {
      const ticket = await tickets.get(id);
      const sequence = ticket?.version ?? -1;
      const attributes = { type: 'ticket:snapshot', subject: id, sequence, time: new Date().toISOString() };
      const event = { ...attributes, id: 'snapshot', source: 'test', data: { ...ticket, ...told } };
      return reactTo(subscription, 0, { entryId: '1-1', event });
    },
  };
}
