import { expect, onTestFinished, test } from 'vitest';
import { createTicketStore, tickets as ticketRecords } from '../../src/modules/tickets/store.js';
import { audit } from '../support/audit.js';
import { openBus, readingLimits } from '../support/bus.js';
import { remove } from '../support/gaps.js';
import { readAndForget } from '../support/groups.js';
import { accepted, by, openMarket } from '../support/market.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';
import { settledWorld, type World } from './world.js';

const group = { partition: 0, stream: 'tickets', group: 'orders', exists: true, deadLetters: 0 };

test('verify: entries that nobody has read, are unread and no violation', async () => {
  const world = await settledWorld();
  await editUnheard(world, 2);

  const report = await audit(world.server.target);
  expect(report.violations).toEqual([]);
  expect(report.pendingTickets).toBe(1);
  expect(report.groups[0]).toEqual({ ...group, lag: 2, pending: 0, oldestPending: null });
});

test('verify: an entry that was read and not acknowledged, is pending and no violation', async () => {
  const world = await settledWorld();
  await editUnheard(world, 2);
  const place = { stream: '{0}:tickets', group: 'orders', consumer: 'dead' };
  const [entryId = ''] = await readAndForget(world.redis, place, 1);

  const writtenAt = Number(entryId.split('-')[0]);
  const report = await audit(world.server.target, 1, { now: () => writtenAt + 5000 });
  expect(report.violations).toEqual([]);
  const oldestPending = { entryId, ageMs: 5000 };
  expect(report.groups[0]).toEqual({ ...group, lag: 1, pending: 1, oldestPending });
});

test('verify: an entry that was acknowledged and not applied, is named although others are pending', async () => {
  const world = await settledWorld();
  const id = await editUnheard(world, 2);
  const place = { stream: '{0}:tickets', group: 'orders', consumer: 'dead' };
  const [first = ''] = await readAndForget(world.redis, place, 2);
  await world.redis.xack('{0}:tickets', 'orders', first);

  const { violations } = await audit(world.server.target);
  expect(violations).toEqual([
    {
      check: 'applied',
      partition: 0,
      keys: [`{0}:orders:ticket:${id}`, '{0}:tickets'],
      detail: `ticket ${id}: the replica is of version 0, and version 1 is neither unread nor pending`,
    },
  ]);
});

test('verify: no group, everything is unread', async () => {
  const world = await settledWorld();
  await editUnheard(world, 1);
  await world.redis.xgroup('DESTROY', '{0}:tickets', 'orders');
  // What the world did to the group is undone at the end of the test, which needs the group.
  onTestFinished(async () => void (await world.redis.xgroup('CREATE', '{0}:tickets', 'orders', '0')));

  const { violations, groups } = await audit(world.server.target);
  expect(violations).toEqual([]);
  expect(groups[0]).toEqual({ ...group, exists: false, lag: null, pending: 0, oldestPending: null });
});

test('verify: an entry that no group could read, is among the dead letters that it lists', async () => {
  const world = await settledWorld();
  const entryId = await world.redis.xadd('{0}:orders', '*', 'hello', 'world');
  const market = openMarket({ target: world.server.target });
  await waitFor(() => world.redis.exists('{0}:dead:tickets').then((found) => found === 1), {
    what: 'the dead letter',
  });
  await market.close();

  const { deadLetters, groups, violations } = await audit(world.server.target);
  expect(deadLetters).toEqual([
    {
      key: '{0}:dead:tickets',
      id: expect.any(String),
      entryId,
      error: expect.stringMatching(/not an event/),
    },
  ]);
  expect(groups[1]).toMatchObject({ group: 'tickets', deadLetters: 1 });
  expect(violations.map(({ check }) => check)).toEqual(['entries']);
});

test.each([0, 1, 5, 12])(
  'verify: streams that were trimmed to their last %i entries, no violation',
  async (kept) => {
    const { server, redis } = await settledWorld();
    for (const stream of ['{0}:tickets', '{0}:orders']) await redis.xtrim(stream, 'MAXLEN', kept);

    expect((await audit(server.target)).violations).toEqual([]);
  },
);

test.each([1, 5, 12])(
  'verify: streams that the server has trimmed to %i entries, no violation',
  async (maxLength) => {
    const { server, redis } = await settledWorld();
    const upkeep = { firstMs: 5, everyMs: 10, pieceSize: 500 };
    const market = openMarket({
      target: server.target,
      limits: { retention: { maxAgeMs: 3_600_000, maxLength }, upkeep },
    });
    for (const stream of ['{0}:tickets', '{0}:orders'])
      await waitFor(async () => (await redis.xlen(stream)) === maxLength, { what: `${stream} to be short` });
    await market.close();

    expect((await audit(server.target)).violations).toEqual([]);
  },
);

test('verify: a version that the history of a trimmed stream has forgotten although its entry is there, is named', async () => {
  const { server, redis, heldId } = await settledWorld();
  await redis.xtrim('{0}:tickets', 'MAXLEN', (await redis.xlen('{0}:tickets')) - 1);
  await redis.del(`{0}:tickets:history:${heldId}`);

  const { violations } = await audit(server.target);
  expect(violations).toMatchObject([{ check: 'history', keys: [`{0}:tickets:history:${heldId}`] }]);
});

test('verify: a gap that was healed by a snapshot, leaves the gap in the stream and nothing else', async () => {
  const world = await settledWorld();
  const { redis, server } = world;
  const id = await editUnheard(world, 2);
  await remove(redis, id, [1]);
  const market = openMarket({
    target: server.target,
    limits: readingLimits({ gapTimeoutMs: 20, early: { baseMs: 4, maxMs: 20 } }),
  });
  await waitFor(async () => (await redis.hget(`{0}:orders:ticket:${id}`, 'version')) === '2', {
    what: 'the snapshot to heal the gap',
  });
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'both modules to be through' });
  await market.close();

  const { violations } = await audit(server.target);
  expect(violations).toMatchObject([{ check: 'versions', detail: expect.stringMatching(/announces 1$/) }]);
});

test('verify: an entry that was not applied and a snapshot on its way, no violation', async () => {
  const world = await settledWorld();
  const { redis, server } = world;
  const id = await editUnheard(world, 1);
  const place = { stream: '{0}:tickets', group: 'orders', consumer: 'dead' };
  const [entryId = ''] = await readAndForget(redis, place, 1);
  await redis.xack('{0}:tickets', 'orders', entryId);
  expect((await audit(server.target)).violations).toMatchObject([{ check: 'applied' }]);

  const bus = openBus({ target: server.target });
  await bus.rebuilding.announce(ticketRecords, 'ticket:snapshot', [id]);
  await bus.close();
  expect((await audit(server.target)).violations).toEqual([]);
});

test('verify: a ticket whose last entry is deleted from a trimmed stream, is named all the same', async () => {
  const { server, redis, withdrawnId } = await settledWorld();
  await redis.xtrim('{0}:tickets', 'MAXLEN', 5);
  const entries = await redis.xrange('{0}:tickets', '-', '+');
  const last = entries.findLast(([, fields]) => fields.includes(withdrawnId));
  await redis.xdel('{0}:tickets', String(last?.[0]));

  const { violations } = await audit(server.target);
  expect(violations).toMatchObject([
    { check: 'versions', keys: [`{0}:tickets:${withdrawnId}`, '{0}:tickets'] },
  ]);
});

test('verify: entries that were trimmed before they were read, are missed', async () => {
  const world = await settledWorld();
  const id = await editUnheard(world, 2);
  await world.redis.xtrim('{0}:tickets', 'MAXLEN', 0);

  const { violations } = await audit(world.server.target);
  expect(violations).toMatchObject([{ check: 'applied', keys: [`{0}:orders:ticket:${id}`, '{0}:tickets'] }]);
});

/** Changes a new ticket while no consumer runs. */
async function editUnheard({ server, redis }: World, times: number): Promise<string> {
  const known = await redis.zrange('{0}:tickets:by-status:available', -1, '-1');
  const bus = openBus({ target: server.target });
  const tickets = createTicketStore(bus);
  const id = String(known[0]);
  for (let price = 1; price <= times; price += 1) await accepted(tickets.edit(id, by('ann'), { price }));
  await bus.close();
  return id;
}
