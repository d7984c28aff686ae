import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { fieldMap } from '../../src/bus/event.js';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { audit } from '../support/audit.js';
import { checkConsistency } from '../support/consistency.js';
import { pidOf, reconnected, scratch } from '../support/embedded.js';
import type { Client } from '../support/holdfast.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';
import { createWriteLoad, seededRandom, type Told, type Users } from '../support/write-load.js';

test('kill -9 of server and Redis in 1,000 writes, while PARTITIONS is raised: what was acknowledged is there, once', {
  timeout: 60_000,
}, async () => {
  const DATA_DIR = await scratch();
  const target = `unix://${join(DATA_DIR, 'redis.sock')}`;
  const random = seededRandom(20);
  const load = createWriteLoad(random);

  for (const partitions of [1, 4, 4]) {
    const server = await startServerProcess({ DATA_DIR, PARTITIONS: String(partitions) });
    const redisPid = await pidOf(await reconnected(target));
    await expectStored(target, load.told);
    const moment = Math.floor(300 + random() * 100);
    let killed: Promise<unknown> | undefined;
    await load.run(await usersOf(server), {
      clients: 50,
      onAcknowledged: (count) => {
        if (count >= moment) killed ??= killBoth(server, redisPid, random);
      },
    });
    await killed;
  }

  const { anonymous } = await startServerProcess({ DATA_DIR, PARTITIONS: '4' });
  await expectStored(target, load.told);
  const redis = await reconnected(target);
  await waitFor(async () => (await checkConsistency(redis, 4)).length === 0, {
    ...{ what: 'both modules to agree', timeoutMs: 20_000 },
  }).catch(async () => expect(await checkConsistency(redis, 4)).toEqual([]));
  await expectStored(target, load.told);
  await expectShown(anonymous, load.told);
  expect((await audit(target, 4)).violations).toEqual([]);
});

/** In either order, and so close together that the one can hardly notice what happened to the other. */
async function killBoth(server: ServerProcess, redisPid: number, random: () => number): Promise<void> {
  const victims = [() => void server.process.end('SIGKILL'), () => process.kill(redisPid, 'SIGKILL')];
  if (random() < 0.5) victims.reverse();
  for (const kill of victims) {
    kill();
    for (let turns = random() * 20; turns > 0; turns -= 1) await setImmediate();
  }
  await server.process.exited;
}

/** Every acknowledged state has its entry, and no other write has that version; what was refused has none. */
async function expectStored(target: string, told: Told): Promise<void> {
  const redis = await reconnected(target);
  const tickets = await statesIn<Ticket>(redis, 'tickets');
  const orders = await statesIn<Order>(redis, 'orders');

  expectAll(told.tickets, tickets);
  expectAll(told.orders, orders);
  const cancelled = new Set(orders.filter(({ reason }) => reason === 'buyer').map(({ id }) => id));
  expect(told.cancelled.filter((id) => !cancelled.has(id))).toEqual([]);
  const prices = new Set(tickets.map(({ price }) => price));
  expect(told.refusedPrices.filter((price) => prices.has(price))).toEqual([]);
}

/** The states that the changes in a stream tell of. */
async function statesIn<State>(redis: Redis, stream: string): Promise<State[]> {
  const parts = [0, 1, 2, 3].map((p) => redis.xrange(`{${p}}:${stream}`, '-', '+'));
  return (await Promise.all(parts))
    .flat()
    .map(([, fields]) => fieldMap(fields))
    .filter(({ type }) => type !== 'ticket:snapshot' && type !== 'ticket:resync-requested')
    .map(({ data = '' }) => JSON.parse(data));
}

function expectAll<State extends { id: string; version: number }>(told: State[], entries: State[]): void {
  const keyOf = ({ id, version }: State) => `${id}/${version}`;
  const byKey = new Map(entries.map((state) => [keyOf(state), state]));
  expect(byKey.size).toBe(entries.length);
  expect(new Set(told.map(keyOf)).size).toBe(told.length);
  for (const state of told) expect(byKey.get(keyOf(state))).toEqual(state);
}

/** Every ticket that somebody was told of can be read, at the version that they saw or a later one. */
async function expectShown(client: Client, { tickets }: Told): Promise<void> {
  const newest = new Map(tickets.map(({ id }) => [id, 0]));
  for (const { id, version } of tickets) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  await Promise.all(
    [...newest].map(async ([id, version]) => {
      expect((await client.get(`/api/tickets/${id}`)).body.version).toBeGreaterThanOrEqual(version);
    }),
  );
}

async function usersOf(server: ServerProcess): Promise<Users> {
  const clients = (name: string) => Promise.all([1, 2, 3].map((n) => server.as(`${name}-${n}`)));
  return { sellers: await clients('seller'), buyers: await clients('buyer') };
}
