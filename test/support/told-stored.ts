import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { statesIn } from './entries.js';
import type { Client, TestServer } from './holdfast.js';
import { waitFor } from './wait-for.js';
import type { Told, Users } from './write-load.js';

/** Every acknowledged state has its entry, and no other write has that version; what was refused has none. */
export async function expectStored(redis: Redis, told: Told): Promise<void> {
  const tickets = await statesIn<Ticket>(redis, 'tickets');
  const orders = await statesIn<Order>(redis, 'orders');

  expectAll(told.tickets, tickets);
  expectAll(told.orders, orders);
  const cancelled = new Set(orders.filter(({ reason }) => reason === 'buyer').map(({ id }) => id));
  expect(told.cancelled.filter((id) => !cancelled.has(id))).toEqual([]);
  const prices = new Set(tickets.map(({ price }) => price));
  expect(told.refusedPrices.filter((price) => prices.has(price))).toEqual([]);
}

/** The prices that writes of users have set: each stands in the first entry that has it. */
export async function storedPrices(redis: Redis): Promise<Set<number>> {
  return new Set((await statesIn<Ticket>(redis, 'tickets')).map(({ price }) => price));
}

function expectAll<State extends { id: string; version: number }>(told: State[], entries: State[]): void {
  const keyOf = ({ id, version }: State) => `${id}/${version}`;
  const byKey = new Map(entries.map((state) => [keyOf(state), state]));
  expect(byKey.size).toBe(entries.length);
  expect(new Set(told.map(keyOf)).size).toBe(told.length);
  for (const state of told) expect(byKey.get(keyOf(state))).toEqual(state);
}

/** Every ticket that somebody was told of can be read, at the version that they saw or a later one. */
export async function expectShown(client: Client, { tickets }: Told): Promise<void> {
  const newest = new Map(tickets.map(({ id }) => [id, 0]));
  for (const { id, version } of tickets) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  for (const [id, version] of newest) {
    // A busy machine may answer 503 for a moment; whoever asks again is told.
    const answer = await waitFor(
      async () => {
        const asked = await client.get(`/api/tickets/${id}`);
        return asked.status !== 503 && asked;
      },
      { what: `ticket ${id} to be shown` },
    );
    expect(answer.body.version).toBeGreaterThanOrEqual(version);
  }
}

/** Three sellers and three buyers. */
export async function usersOf(server: Pick<TestServer, 'as'>): Promise<Users> {
  const clients = (name: string) => Promise.all([1, 2, 3].map((n) => server.as(`${name}-${n}`)));
  return { sellers: await clients('seller'), buyers: await clients('buyer') };
}
