import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { accepted, details, type Market, openMarket } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { waitFor } from '../support/wait-for.js';

const FEW = 50;
const MANY = 50_000;

test(`lists, ${MANY} tickets instead of ${FEW}: the same number of Redis commands`, {
  timeout: 120_000,
}, async () => {
  const redis = await ownRedis();
  const client = redis.connect();
  const writer = openMarket({ target: redis.target });
  onTestFinished(() => writer.close());
  // One that nothing runs in but what is asked of it.
  const reader = openMarket({ target: redis.target, subscriptions: [] });
  onTestFinished(() => reader.close());

  const first = await listTickets(writer, FEW);
  await orderAll(writer, first.slice(0, 25));
  await writer.close();
  const few = await costs(reader, client);

  const second = openMarket({ target: redis.target });
  onTestFinished(() => second.close());
  const rest = await listTickets(second, MANY - FEW);
  await orderAll(second, rest.slice(0, 300));
  await second.close();
  expect(await client.zcard('{0}:tickets:by-status:available')).toBeGreaterThan(MANY - 1000);
  expect(await costs(reader, client)).toEqual(few);
});

/** What each list costs, in Redis commands; every page is full, before and after. */
async function costs({ tickets, orders }: Market, client: Redis): Promise<Record<string, number>> {
  const limit = 10;
  const page = await tickets.page({ status: 'available', limit });
  const after = page.next ?? undefined;
  const calls: Record<string, () => Promise<unknown>> = {
    'tickets of all': () => tickets.page({ status: 'available', limit }),
    'tickets of all, the next page': () => tickets.page({ status: 'available', limit, after }),
    'tickets of a seller': () => tickets.page({ status: 'available', sellerId: 'ann', limit }),
    'orders of a buyer': () => orders.page({ buyerId: 'bob', limit }),
    'live orders of a buyer': () => orders.page({ buyerId: 'bob', status: 'created', limit }),
    'one ticket': () => tickets.get(page.items[0]?.id ?? ''),
  };
  const counted: Record<string, number> = {};
  for (const [name, call] of Object.entries(calls)) {
    const before = await processed(client);
    expect(await call()).toBeTruthy();
    // The two looks at the figure are commands too.
    counted[name] = (await processed(client)) - before - 1;
  }
  return counted;
}

async function processed(client: Redis): Promise<number> {
  const stats = await client.info('stats');
  return Number(/^total_commands_processed:(\d+)/m.exec(stats)?.[1]);
}

async function listTickets({ tickets, bus }: Market, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const size = Math.min(2000, count - ids.length);
    const made = await Promise.all(
      Array.from({ length: size }, () => accepted(tickets.create('ann', details))),
    );
    ids.push(...made.map(({ id }) => id));
  }
  await waitFor(async () => (await bus.inspect()).every(({ lag, pending }) => lag === 0 && pending === 0), {
    what: 'the copies',
    timeoutMs: 60_000,
  });
  return ids;
}

async function orderAll({ orders, bus }: Market, ticketIds: readonly string[]): Promise<void> {
  await Promise.all(ticketIds.map((ticketId) => accepted(orders.place('bob', { ticketId }))));
  await waitFor(async () => (await bus.inspect()).every(({ lag, pending }) => lag === 0 && pending === 0), {
    what: 'the reservations',
  });
}
