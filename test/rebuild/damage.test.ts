import { expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { runRebuild } from '../support/run-cli.js';
import { settledWorld, type World } from '../verify/world.js';

const NOBODY = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';

const held = ({ heldId }: World) => `{0}:orders:ticket:${heldId}`;

interface Damage {
  readonly name: string;
  harm(world: World): Promise<unknown>;
  readonly restored?: number;
  readonly corrected?: number;
}

const damages: readonly Damage[] = [
  {
    name: 'deleted, and held by a live order',
    harm: (world) => world.redis.del(held(world)),
    restored: 1,
  },
  {
    name: 'deleted, and its ticket is sold',
    harm: ({ redis, soldId }) => redis.del(`{0}:orders:ticket:${soldId}`),
    restored: 1,
  },
  {
    name: 'deleted, and its ticket is withdrawn with a payment due back',
    harm: ({ redis, withdrawnId }) => redis.del(`{0}:orders:ticket:${withdrawnId}`),
    restored: 1,
  },
  {
    name: 'of another price',
    harm: (world) => world.redis.hset(held(world), { price: 1 }),
    corrected: 1,
  },
  {
    name: 'of another status',
    harm: (world) => world.redis.hset(held(world), { status: 'sold' }),
    corrected: 1,
  },
  ...['title', 'version', 'sequence', 'sellerId'].map((field) => ({
    name: `without the field ${field}`,
    harm: (world: World) => world.redis.hdel(held(world), field),
    restored: 1,
  })),
  { name: 'without its order', harm: (world) => world.redis.hdel(held(world), 'orderId') },
  {
    name: 'without its order, and its ticket is sold',
    harm: ({ redis, soldId }) => redis.hdel(`{0}:orders:ticket:${soldId}`, 'orderId'),
  },
  {
    name: 'of an order that is cancelled',
    harm: (world) => world.redis.hset(held(world), { orderId: world.freedId }),
  },
  { name: 'counting too few order entries', harm: (world) => world.redis.hset(held(world), { sequence: 1 }) },
  { name: 'of a version that is behind', harm: (world) => world.redis.hset(held(world), { version: 1 }) },
  {
    name: 'of a version that is ahead',
    harm: (world) => world.redis.hset(held(world), { version: 9, price: 3 }),
    corrected: 1,
  },
  {
    name: 'deleted, and the orders of its ticket are not in their index either',
    harm: (world) => world.redis.del(held(world), `{0}:orders:by-ticket:${world.heldId}`),
    restored: 1,
  },
];

test.each(damages)('holdfast rebuild: a replica that is $name is right afterwards', async (damage) => {
  const world = await settledWorld();
  const { target } = world.server;
  const before = await replicasIn(world);
  await damage.harm(world);

  const { code, stdout, stderr } = await runRebuild({ REDIS_URL: target }, 'orders', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { restored = 0, corrected = 0 } = damage;
  expect(JSON.parse(stdout)).toEqual({
    ...{ where: target, ok: true, tickets: Object.keys(before).length },
    ...{ restored, corrected, failures: [], failureCount: 0, foreign: [], foreignCount: 0 },
  });
  expect(await replicasIn(world)).toEqual(before);
  expect((await audit(target)).violations).toEqual([]);
});

test('holdfast rebuild: of all replicas, from nothing, in four partitions', async () => {
  const world = await settledWorld(4);
  const { target } = world.server;
  const before = await replicasIn(world);
  await world.redis.del(...Object.keys(before));

  const { code, stdout } = await runRebuild({ REDIS_URL: target }, 'orders');
  const count = Object.keys(before).length;
  expect(stdout).toBe(
    `${target}: ${count} tickets announced, ${count} replicas restored, 0 corrected.\nEvery ticket has its replica.\n`,
  );
  expect(code).toBe(0);
  expect(await replicasIn(world)).toEqual(before);
  expect((await audit(target, 4)).violations).toEqual([]);
});

test('holdfast rebuild: where all is well, changes no record, and twice at once neither', async () => {
  const world = await settledWorld(4);
  const { target } = world.server;
  const before = await recordsIn(world);

  const runs = await Promise.all([1, 2].map(() => runRebuild({ REDIS_URL: target }, 'orders', '--json')));
  for (const { code, stdout } of runs) {
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, restored: 0, corrected: 0 });
  }
  expect(await recordsIn(world)).toEqual(before);
  expect((await audit(target, 4)).violations).toEqual([]);
});

test('holdfast rebuild: twice at once from nothing, every replica is as it was', async () => {
  const world = await settledWorld(4);
  const before = await replicasIn(world);
  await world.redis.del(...Object.keys(before));

  const { target } = world.server;
  const runs = await Promise.all([1, 2, 3].map(() => runRebuild({ REDIS_URL: target }, 'orders')));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await replicasIn(world)).toEqual(before);
});

test('holdfast rebuild: the replica of a ticket that does not exist is named and left alone', async () => {
  const world = await settledWorld();
  const key = `{0}:orders:ticket:${NOBODY}`;
  await world.redis.copy(held(world), key);
  await world.redis.hset(key, { id: NOBODY });

  const { code, stdout } = await runRebuild({ REDIS_URL: world.server.target }, 'orders');
  expect(stdout).toContain(`Replicas of tickets that do not exist, left alone:\n  ${NOBODY}\n`);
  expect(code).toBe(0);
  expect(await world.redis.exists(key)).toBe(1);
});

test('holdfast rebuild: an order is gone, so its replica can not be counted: it is named, and stays missing', async () => {
  const world = await settledWorld();
  await world.redis.del(held(world), `{0}:orders:${world.freedId}`, `{0}:orders:by-ticket:${world.heldId}`);

  const { code, stdout } = await runRebuild({ REDIS_URL: world.server.target }, 'orders');
  expect(code).toBe(1);
  expect(stdout).toContain(
    `Not done:\n  ${world.heldId}: no replica could be made: its orders are too few for what the ticket has followed\n`,
  );
  expect(await world.redis.exists(held(world))).toBe(0);
});

test('holdfast rebuild: a ticket that can not be read is named, and the others are announced', async () => {
  const world = await settledWorld();
  await world.redis.hdel(`{0}:tickets:${world.soldId}`, 'title');
  await world.redis.del(held(world));

  const { code, stdout } = await runRebuild({ REDIS_URL: world.server.target }, 'orders', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ ok: false, restored: 1 },
    failures: [{ id: world.soldId, reason: 'the ticket can not be read' }],
  });
});

/** All replicas, by their keys. */
function replicasIn(world: World) {
  return hashesIn(world, /^\{\d+\}:orders:ticket:/);
}

/** All that modules keep of a record. */
function recordsIn(world: World) {
  return hashesIn(world, /^\{\d+\}:(tickets|orders):[^:]+$|:orders:ticket:/);
}

async function hashesIn({ redis }: World, pattern: RegExp): Promise<Record<string, object>> {
  const keys = (await redis.keys('*')).filter((key) => pattern.test(key));
  const hashes: (readonly [string, object])[] = [];
  for (const key of keys)
    if ((await redis.type(key)) === 'hash') hashes.push([key, await redis.hgetall(key)] as const);
  return Object.fromEntries(hashes);
}
