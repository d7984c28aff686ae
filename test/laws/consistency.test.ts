import type { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { accepted, by, details, openMarket } from '../support/market.js';
import { startRedis } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';
import { tellOtherTime } from '../verify/damage.js';

interface World {
  readonly redis: Redis;
  readonly ticketId: string;
  readonly orderId: string;
}

describe('checkConsistency', () => {
  test('a market whose modules are through: no violation', async () => {
    const { redis } = await settledMarket();
    expect(await checkConsistency(redis, 1)).toEqual([]);
  });

  test.each<[string, (world: World) => Promise<unknown>, RegExp]>([
    [
      'a ticket changed without an entry',
      ({ redis, ticketId }) => redis.hset(`{0}:tickets:${ticketId}`, 'title', 'Forged'),
      /ticket .*: the hash holds .*Forged.*, the last entry says .*Concert/,
    ],
    [
      'an order changed without an entry',
      ({ redis, orderId }) => redis.hset(`{0}:orders:${orderId}`, 'refundDue', 'true'),
      /order .*: the hash holds/,
    ],
    [
      'the last entry of a ticket lost',
      ({ redis }) => removeLast(redis, '{0}:tickets'),
      /ticket .*: the hash holds/,
    ],
    [
      'an entry in the middle lost',
      ({ redis }) => removeSecond(redis, '{0}:tickets'),
      /ticket .*: entries of sequences 0,2,3,4, not 0,1,2,3/,
    ],
    [
      'an entry twice',
      ({ redis }) => repeatLast(redis, '{0}:tickets'),
      /ticket .*: entries of sequences 0,1,2,3,4,4, not 0,1,2,3,4,5/,
    ],
    [
      'an order entry twice',
      ({ redis }) => repeatLast(redis, '{0}:orders'),
      /orders of ticket .*: entries of sequences/,
    ],
    [
      'an entry that is no event',
      ({ redis }) => redis.xadd('{0}:orders', '*', 'hello', 'world'),
      /orders \d+-\d+: Fault: not an event/,
    ],
    [
      'an index without a member',
      ({ redis, ticketId }) => redis.zrem('{0}:tickets:by-seller:reserved:ann', ticketId),
      /index tickets:by-seller:reserved:ann: holds \[\], should hold/,
    ],
    [
      'an index with a member too many',
      ({ redis, ticketId }) => redis.zadd('{0}:tickets:by-status:available', 0, ticketId),
      /index tickets:by-status:available: holds .*, should hold \[\]/,
    ],
    [
      'an order that is due at another time',
      ({ redis, orderId }) => redis.zadd('{0}:orders:due', 1, orderId),
      /index orders:due: holds/,
    ],
    [
      'a history without a member',
      ({ redis, ticketId }) => redis.zremrangebyscore(`{0}:tickets:history:${ticketId}`, 1, 1),
      /history of ticket .*: holds 0,2,3,4, not 0,1,2,3,4/,
    ],
    [
      'a history of the orders without a member',
      ({ redis, ticketId }) => redis.zremrangebyscore(`{0}:orders:history:${ticketId}`, 2, 2),
      /history of the orders of ticket .*: holds 1:\d+,3:\d+, not 1:\d+,2:\d+,3:\d+/,
    ],
    [
      'a history of the orders with a member too many',
      ({ redis, ticketId }) => redis.zadd(`{0}:orders:history:${ticketId}`, 4, '4:1'),
      /history of the orders of ticket .*: holds .*,4:1, not/,
    ],
    [
      'a history of the orders that tells another time',
      ({ redis, ticketId }) => tellOtherTime(redis, `{0}:orders:history:${ticketId}`, 2),
      /history of the orders of ticket .*: holds 1:\d+,2:1700000000000,3:\d+, not/,
    ],
    [
      'a history of the orders of no ticket',
      ({ redis }) => redis.zadd('{0}:orders:history:nobody', 1, '1:1'),
      /orders:history:nobody: of no ticket/,
    ],
    [
      'an index of snapshots that leads nowhere',
      ({ redis, ticketId }) => redis.zadd(`{0}:tickets:outside:${ticketId}`, 1, '1:0:ticket:snapshot'),
      /tickets:outside:.*: 1:0:ticket:snapshot at 1 leads to no entry/,
    ],
    [
      'a copy that differs',
      ({ redis, ticketId }) => redis.hset(`{0}:orders:ticket:${ticketId}`, 'price', '1'),
      /replica .*: price is 1, the ticket's is 2500/,
    ],
    [
      'a copy that is missing',
      ({ redis, ticketId }) => redis.del(`{0}:orders:ticket:${ticketId}`),
      /replica .*: version is undefined/,
    ],
    [
      'a counter of order entries that is wrong',
      ({ redis, ticketId }) => redis.hincrby(`{0}:orders:ticket:${ticketId}`, 'sequence', 1),
      /replica .*: sequence 4, but 3 entries/,
    ],
    [
      'a ticket that forgot an order entry',
      ({ redis, ticketId }) => redis.hincrby(`{0}:tickets:${ticketId}`, 'seen', -1),
      /ticket .*: has seen 2 of 3 order entries/,
    ],
    [
      'a ticket that forgot its order',
      ({ redis, ticketId }) => redis.hdel(`{0}:tickets:${ticketId}`, 'orderId'),
      /ticket .*: orderId is undefined, the live order/,
    ],
    [
      'a ticket with two live orders',
      ({ redis, orderId }) => copyOrder(redis, orderId, 'created'),
      /ticket .*: is held by 2 orders/,
    ],
    [
      'a complete order of a ticket that is not sold',
      ({ redis, orderId }) => copyOrder(redis, orderId, 'complete'),
      /ticket .*: is reserved with 1 complete orders/,
    ],
    [
      'an entry that nobody has read',
      ({ redis }) => redis.xgroup('SETID', '{0}:tickets', 'orders', '0'),
      /\{0\}:tickets: group orders has read to 0-0 of/,
    ],
    [
      'no group',
      ({ redis }) => redis.xgroup('DESTROY', '{0}:orders', 'tickets'),
      /\{0\}:orders: no group tickets/,
    ],
  ])('%s: a sentence says so', async (_, tamper, sentence) => {
    const world = await settledMarket();
    await tamper(world);
    expect(await checkConsistency(world.redis, 1)).toContainEqual(expect.stringMatching(sentence));
  });
});

describe('checkConsistency, streams that were trimmed', () => {
  test('nothing else amiss: no violation', async () => {
    const { redis } = await trimmedMarket();
    expect(await checkConsistency(redis, 1, { trimmed: true })).toEqual([]);
    expect(await checkConsistency(redis, 1)).not.toEqual([]);
  });

  test.each<[string, (world: World) => Promise<unknown>, RegExp]>([
    [
      'an entry in the middle lost',
      ({ redis }) => removeSecond(redis, '{0}:tickets'),
      /ticket .*: entries of sequences 2,4, not 2,3/,
    ],
    [
      'a ticket changed without an entry',
      ({ redis, ticketId }) => redis.hset(`{0}:tickets:${ticketId}`, 'title', 'Forged'),
      /ticket .*: the hash holds .*Forged.*, the last entry says .*Concert/,
    ],
    [
      'a counter of order entries that is wrong',
      ({ redis, ticketId }) => redis.hincrby(`{0}:orders:ticket:${ticketId}`, 'sequence', 1),
      /replica .*: sequence 4, but 3 entries/,
    ],
    [
      'a ticket that forgot an order entry',
      ({ redis, ticketId }) => redis.hincrby(`{0}:tickets:${ticketId}`, 'seen', -1),
      /ticket .*: has seen 2 of 3 order entries/,
    ],
    [
      'a history of orders of what is gone',
      ({ redis, ticketId }) => redis.zadd(`{0}:orders:history:${ticketId}`, 2, '2:1'),
      /history of the orders of ticket .*: holds 2:1,3:\d+, not 3:\d+/,
    ],
    [
      'a history of what is gone',
      ({ redis, ticketId }) => redis.zadd(`{0}:tickets:history:${ticketId}`, 1, '1:1'),
      /history of ticket .*: holds 1,2,3,4, not 2,3,4/,
    ],
  ])('%s: a sentence says so', async (_, tamper, sentence) => {
    const world = await trimmedMarket();
    await tamper(world);
    expect(await checkConsistency(world.redis, 1, { trimmed: true })).toContainEqual(
      expect.stringMatching(sentence),
    );
  });
});

async function trimmedMarket(): Promise<World> {
  const world = await settledMarket();
  const { redis, ticketId } = world;
  await redis.xtrim('{0}:tickets', 'MAXLEN', 3);
  await redis.xtrim('{0}:orders', 'MAXLEN', 1);
  await redis.zremrangebyscore(`{0}:tickets:history:${ticketId}`, 0, 1);
  await redis.zremrangebyscore(`{0}:orders:history:${ticketId}`, 0, 2);
  return world;
}

/** A ticket that was edited, ordered, freed and ordered again; nobody reads or writes any more. */
async function settledMarket(): Promise<World> {
  const server = await startRedis();
  onTestFinished(server.stop);
  const redis = server.connect();
  const market = openMarket({ target: server.target });
  const through = () =>
    waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'both modules to be through' });
  const { id: ticketId } = await accepted(market.tickets.create('ann', details));
  await accepted(market.tickets.edit(ticketId, by('ann'), { price: 2500 }));
  await through();
  const first = await accepted(market.orders.place('bob', { ticketId }));
  await accepted(market.orders.cancel(first.id, 'bob', () => true));
  const { id: orderId } = await accepted(market.orders.place('carl', { ticketId }));
  await through();
  await market.close();
  return { redis, ticketId, orderId };
}

async function removeLast(redis: Redis, stream: string): Promise<void> {
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  if (last) await redis.xdel(stream, last[0]);
}

async function removeSecond(redis: Redis, stream: string): Promise<void> {
  const [, second] = await redis.xrange(stream, '-', '+');
  if (second) await redis.xdel(stream, second[0]);
}

async function repeatLast(redis: Redis, stream: string): Promise<void> {
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  if (last) await redis.xadd(stream, '*', ...last[1]);
}

async function copyOrder(redis: Redis, id: string, status: string): Promise<void> {
  const fields = await redis.hgetall(`{0}:orders:${id}`);
  const copyId = crypto.randomUUID();
  await redis.hset(`{0}:orders:${copyId}`, { ...fields, id: copyId, status });
}
