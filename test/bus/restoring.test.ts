import { expect, onTestFinished, test } from 'vitest';
import { at } from '../../src/bus/index.js';
import type { Lane } from '../../src/bus/lane.js';
import { createRebuilding } from '../../src/bus/rebuilding.js';
import { reactTo } from '../../src/bus/subscription.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { replicas } from '../../src/modules/orders/store.js';
import { openLane } from '../support/lane.js';
import { accepted, listed, type Market, openMarket } from '../support/market.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const server = useRedis();

test('a snapshot in the transaction that discards the replica: waits, as what was read may be too old', async () => {
  const { lane, rebuilding, snapshotOf } = open();
  const market = openMarket({ target: server.target });
  onTestFinished(() => market.close());
  const { id } = await listed(market);
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
  const { rebuilding } = open();
  const market = openMarket({ target: server.target });
  onTestFinished(() => market.close());
  const { id } = await listed(market);

  expect(await rebuilding.discard(at(replicas, id), 7)).toBe(false);
  expect(await market.orders.replica(id)).toMatchObject({ id });
});

test('an order that is in the index of a ticket and does not exist: the snapshot fails, and nothing is counted', async () => {
  const { lane, snapshotOf } = open();
  const market = openMarket({ target: server.target });
  onTestFinished(() => market.close());
  const { id } = await listed(market);
  const redis = server.connect();
  await redis.zadd(`{0}:orders:by-ticket:${id}`, 0, 'gone');
  const snapshot = await snapshotOf(market, id);
  await redis.del(`{0}:orders:ticket:${id}`);

  await expect(lane.submit(snapshot)).rejects.toThrow('orders:gone is in the index of');
  expect(await market.orders.replica(id)).toBeUndefined();
});

/** A lane, and what is done by it in one turn of the event loop is one transaction. */
function open() {
  const lane: Lane = openLane(server);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const redis = server.connect();
  return {
    lane,
    rebuilding: createRebuilding(redis, [lane]),
    /** The work of applying a snapshot of the ticket, which nobody else was given. */
    async snapshotOf({ tickets }: Market, id: string) {
      const ticket = await tickets.get(id);
      const sequence = ticket?.version ?? -1;
      const attributes = { type: 'ticket:snapshot', subject: id, sequence, time: new Date().toISOString() };
      const event = { ...attributes, id: 'snapshot', source: 'test', data: { ...ticket, seen: 0 } };
      return reactTo(ticketSubscription, 0, { entryId: '1-1', event });
    },
  };
}
