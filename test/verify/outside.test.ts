import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { tickets } from '../../src/modules/tickets/store.js';
import { audit } from '../support/audit.js';
import { openBus } from '../support/bus.js';
import { accepted, openMarket } from '../support/market.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';
import { settledWorld } from './world.js';

test('verify: entries of before it was kept where they are, no violation; of what came since nothing may be missing', async () => {
  const { server, redis, heldId, liveId } = await settledWorld();
  await redis.del(await redis.keys('{0}:*:outside:*'));
  await redis.del(await redis.keys('{0}:orders:history:*'));
  expect((await audit(server.target)).violations).toEqual([]);

  const market = openMarket({ target: server.target });
  const [ticketId = ''] = await redis.zrange('{0}:tickets:by-status:available', -1, '-1');
  // The oldest that is kept tells since when all must be.
  await accepted(market.orders.place('bob', { ticketId }));
  await accepted(market.orders.cancel(liveId, 'carl', () => true));
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'both modules to be through' });
  await market.close();
  expect(await redis.zcard(`{0}:orders:history:${heldId}`)).toBe(1);
  expect((await audit(server.target)).violations).toEqual([]);

  await redis.del(`{0}:orders:history:${heldId}`);
  expect((await audit(server.target)).violations).toEqual([
    {
      check: 'history',
      partition: 0,
      keys: [`{0}:orders:history:${heldId}`],
      detail: `the orders of ticket ${heldId}: the history does not tell of 5, whose entry is there`,
    },
  ]);
});

test('verify: snapshots of all tickets at once, each is found', async () => {
  const { server, redis } = await settledWorld();
  const ids = (await redis.keys('{0}:tickets:history:*')).map((key) => key.split(':')[3] ?? '');
  const bus = openBus({ target: server.target });
  await bus.rebuilding.announce(tickets, 'ticket:snapshot', ids);
  await bus.close();
  expect(ids.length).toBeGreaterThan(4);
  expect((await audit(server.target)).violations).toEqual([]);
});

test('verify: a request that is written after a thousand others, is found', async () => {
  const { server, redis, soldId } = await settledWorld();
  const time = new Date().toISOString();
  const others = redis.pipeline();
  const [, fields = []] = (await entryOfRequest(redis)) ?? [];
  for (let i = 0; i < 1100; i += 1)
    others.xadd('{0}:orders', '*', ...withTime(fields, '2020-01-01T00:00:00.000Z'));
  await others.exec();
  await redis.xadd('{0}:orders', '*', ...withTime(fields, time));
  const at = Date.parse(time);
  await redis.zadd(`{0}:orders:outside:${soldId}`, at, `${at}:0:ticket:resync-requested`);

  expect((await audit(server.target)).violations).toEqual([]);
});

test('verify: a request told twice at one time, whose first entry was cut with the place of both, no violation', async () => {
  const { server, redis, soldId } = await settledWorld();
  const [entryId = '', fields = []] = (await entryOfRequest(redis)) ?? [];
  const twin = await redis.xadd('{0}:orders', '*', ...fields);
  await redis.xtrim('{0}:orders', 'MINID', String(twin));
  await redis.del(`{0}:orders:outside:${soldId}`);

  expect(entryId).not.toBe(twin);
  expect((await audit(server.target)).violations).toEqual([]);
});

/** The request for the state of the sold ticket, the last one in its stream. */
async function entryOfRequest(redis: Redis) {
  const entries = await redis.xrange('{0}:orders', '-', '+');
  return entries.findLast(([, fields]) => fields.includes('ticket:resync-requested'));
}

function withTime(fields: readonly string[], time: string): string[] {
  return fields.map((value, i) => (fields[i - 1] === 'time' && i % 2 === 1 ? time : value));
}
