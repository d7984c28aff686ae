import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { BUS_LIMITS, type GroupState } from '../../src/bus/index.js';
import { inspectGroup } from '../../src/bus/inspection.js';
import { readAndForget } from '../support/groups.js';
import { add, createLedger, type Ledger } from '../support/ledger.js';
import { accepted, by, details, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

const limits = { stuckAfterMs: 60_000 };

function newLedger(): Ledger {
  return createLedger(`ledger-${crypto.randomUUID()}`);
}

async function withGroup(client: Redis): Promise<Ledger> {
  const ledger = newLedger();
  await client.xgroup('CREATE', ledger.stream, ledger.group, '0', 'MKSTREAM');
  return ledger;
}

test('inspection: a stream that nobody has written to, its group does not exist', async () => {
  const ledger = newLedger();
  expect(await inspectGroup(redis.connect(), ledger.subscription(), 0, limits)).toEqual({
    group: ledger.group,
    stream: `${ledger.group}-deposits`,
    partition: 0,
    exists: false,
    lag: null,
    pending: 0,
    stuck: [],
    deadLetters: 0,
  });
});

test('inspection: a stream that only others read, the group does not exist', async () => {
  const client = redis.connect();
  const ledger = newLedger();
  await client.xgroup('CREATE', ledger.stream, 'others', '0', 'MKSTREAM');
  expect(await inspectGroup(client, ledger.subscription(), 0, limits)).toMatchObject({ exists: false });
});

test('inspection: entries not read and entries not acknowledged, are counted each', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  for (let sequence = 1; sequence <= 5; sequence += 1) await ledger.deposit(client, 'account', sequence);
  expect(await inspectGroup(client, ledger.subscription(), 0, limits)).toMatchObject({ lag: 5, pending: 0 });
  await readAndForget(client, { ...ledger, consumer: 'one' }, 2);
  expect(await inspectGroup(client, ledger.subscription(), 0, limits)).toMatchObject({ lag: 3, pending: 2 });
});

test('inspection: a pending entry, is stuck when it was written longer ago than the limit', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  const [seconds] = await client.time();
  const written = `${Number(seconds) * 1000 - 90_000}-7`;
  await client.call('XADD', ledger.stream, written, ...ledger.fields('old', 4));
  await ledger.deposit(client, 'new', 1);
  await readAndForget(client, { ...ledger, consumer: 'one' }, 2);

  const { pending, stuck } = await inspectGroup(client, ledger.subscription(), 0, limits);
  expect(pending).toBe(2);
  expect(stuck).toEqual([{ entryId: written, subject: 'old', sequence: 4, ageMs: expect.any(Number) }]);
  expect(stuck[0]?.ageMs).toBeGreaterThanOrEqual(90_000);
  expect(stuck[0]?.ageMs).toBeLessThan(120_000);
});

test('inspection: an old entry that was acknowledged, is not stuck', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  await client.call('XADD', ledger.stream, '1-1', ...ledger.fields('old', 1));
  const ids = await readAndForget(client, { ...ledger, consumer: 'one' }, 1);
  await client.xack(ledger.stream, ledger.group, ...ids);
  expect(await inspectGroup(client, ledger.subscription(), 0, limits)).toMatchObject({
    pending: 0,
    stuck: [],
  });
});

test('inspection: a long backlog of stuck entries, the oldest are named', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  for (let n = 1; n <= 30; n += 1)
    await client.call('XADD', ledger.stream, `${n}-1`, ...ledger.fields('old', n + 1));
  await readAndForget(client, { ...ledger, consumer: 'one' }, 30);
  const { pending, stuck } = await inspectGroup(client, ledger.subscription(), 0, limits);
  expect(pending).toBe(30);
  expect(stuck.length).toBeGreaterThanOrEqual(1);
  expect(stuck.map(({ entryId }) => entryId)).toEqual(stuck.map((_, i) => `${i + 1}-1`));
});

test('inspection: dead letters, are counted', async () => {
  const client = redis.connect();
  const ledger = await withGroup(client);
  for (const n of ['1', '2']) await add(client, ledger.deadLetters, ['n', n]);
  expect(await inspectGroup(client, ledger.subscription(), 0, limits)).toMatchObject({ deadLetters: 2 });
});

test('inspection: the limits of a server, what a dead process left is taken over before it counts as stuck or lost', () => {
  const { claimIdleMs, blockMs, gapTimeoutMs } = BUS_LIMITS.consumer;
  const takenOverAfterMs = claimIdleMs + blockMs;
  expect(BUS_LIMITS.stuckAfterMs).toBeGreaterThan(takenOverAfterMs);
  expect(gapTimeoutMs).toBeGreaterThan(takenOverAfterMs);
});

test('inspection: a bus with two groups in four partitions, each is there in each', async () => {
  const server = await ownRedis();
  const market = openMarket({ target: server.target, partitions: 4 });
  onTestFinished(market.close);
  await waitFor(async () => (await market.bus.inspect()).every(({ exists }) => exists), {
    what: 'every group',
  });
  expect((await market.bus.inspect()).map(placeOf)).toEqual([
    ...[0, 1, 2, 3].map((partition) => `tickets of orders in ${partition}`),
    ...[0, 1, 2, 3].map((partition) => `orders of tickets in ${partition}`),
  ]);
});

test('inspection: a ticket changed with no entry and then edited properly, its copy refuses to jump and it is named', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const market = openMarket({ target: server.target, limits: { stuckAfterMs: 200 } });
  onTestFinished(market.close);
  const { tickets, orders, bus } = market;
  const [injured, sound] = [await tickets.create('seller', details), await tickets.create('seller', details)];
  await waitFor(async () => (await orders.replica(sound.id))?.version === 0, { what: 'the copies' });

  await client.hincrby(`{0}:tickets:${injured.id}`, 'version', 1);
  await client.hset(`{0}:tickets:${injured.id}`, 'price', 1);
  const edited = await accepted(tickets.edit(injured.id, by('seller'), { price: 3000 }));
  expect(edited.version).toBe(2);
  for (const price of [2100, 2200]) await accepted(tickets.edit(sound.id, by('seller'), { price }));

  await waitFor(async () => (await orders.replica(sound.id))?.version === 2, {
    what: 'the other copy to follow',
  });
  const state = await waitFor(async () => (await bus.inspect()).find(({ stuck }) => stuck.length > 0), {
    what: 'the entry to count as stuck',
  });
  expect(await orders.replica(injured.id)).toMatchObject({ version: 0, price: 2000 });
  expect(state).toMatchObject({ group: 'orders', stream: 'tickets', partition: 0, lag: 0, pending: 1 });
  expect(state.stuck).toMatchObject([{ subject: injured.id, sequence: 2 }]);
  expect((await bus.inspect()).flatMap(({ stuck }) => stuck)).toHaveLength(1);
});

test('inspection: the entry that was missing written at last, the copy follows and nothing is stuck', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const market = openMarket({ target: server.target, limits: { stuckAfterMs: 100 } });
  onTestFinished(market.close);
  const { tickets, orders, bus } = market;
  const { id } = await tickets.create('seller', details);
  await accepted(tickets.edit(id, by('seller'), { price: 1 }));
  await waitFor(async () => (await orders.replica(id))?.version === 1, { what: 'the copy' });
  const [, announced] = await client.xrange('{0}:tickets', '-', '+');

  // As if the entry of version 1 had never been: the copy is back at 0 and the group has read all there is.
  await client.hset(`{0}:orders:ticket:${id}`, { version: '0', price: '2000' });
  await client.xdel('{0}:tickets', announced?.[0] ?? '');
  await accepted(tickets.edit(id, by('seller'), { price: 3000 }));
  await waitFor(async () => (await bus.inspect()).some(({ stuck }) => stuck.length > 0), {
    what: 'a stuck entry',
  });

  await add(client, '{0}:tickets', announced?.[1] ?? []);
  await waitFor(async () => (await orders.replica(id))?.price === 3000, { what: 'the copy to follow' });
  expect((await bus.inspect()).flatMap(({ stuck }) => stuck)).toEqual([]);
});

function placeOf({ group, stream, partition }: GroupState): string {
  return `${group} of ${stream} in ${partition}`;
}
