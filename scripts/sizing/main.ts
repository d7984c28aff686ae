import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { accepted, details, type Market, openMarket } from '../../test/support/market.js';
import { startRedis } from '../../test/support/redis.js';
import { unsettled } from '../../test/support/settled.js';
import { waitFor } from '../../test/support/wait-for.js';

/** `npm run sizing`: what tickets, orders and entries take of a Redis, in its memory and in its append-only file. */
async function main(): Promise<void> {
  const server = await startRedis({ appendonly: true, args: ['--auto-aof-rewrite-percentage', '0'] });
  const redis = server.connect();
  const market = openMarket({ target: server.target });
  try {
    // What there is once, however many tickets follow.
    await listAndOrder(market, redis, AT_A_TIME);
    const before = await weigh(redis);
    const ids = await list(market, redis, COUNT);
    const listed = await weigh(redis);
    await order(market, redis, ids);
    const ordered = await weigh(redis);
    process.stdout.write(`${report(before, listed, ordered).join('\n')}\n`);
  } finally {
    await market.close();
    await server.stop();
  }
}

const COUNT = 10_000;
const AT_A_TIME = 100;
const STREAMS = ['tickets', 'orders'] as const;

interface Weight {
  /** All that Redis has allocated, and what of it the streams take: bytes. */
  readonly memory: number;
  readonly streams: number;
  readonly tickets: StreamWeight;
  readonly orders: StreamWeight;
  /** Of the append-only file. */
  readonly file: number;
}

interface StreamWeight {
  readonly bytes: number;
  readonly entries: number;
}

function report(before: Weight, listed: Weight, ordered: Weight): string[] {
  const records = (from: Weight, to: Weight) =>
    (to.memory - from.memory - (to.streams - from.streams)) / COUNT;
  const entry = ({ bytes, entries }: StreamWeight) => bytes / entries;
  return [
    line('a listed ticket', records(before, listed), 'memory, without its entries'),
    line('a live order', records(listed, ordered), 'memory, without its entries'),
    line('an entry of tickets', entry(ordered.tickets), 'memory'),
    line('an entry of orders', entry(ordered.orders), 'memory'),
    line('to list a ticket', (listed.file - before.file) / COUNT, 'append-only file, before it is rewritten'),
    line(
      'to order a ticket',
      (ordered.file - listed.file) / COUNT,
      'append-only file, before it is rewritten',
    ),
  ];
}

function line(what: string, bytes: number, where: string): string {
  return `${what.padEnd(20)} ${Math.round(bytes).toLocaleString('en').padStart(6)} bytes  ${where}`;
}

async function listAndOrder(market: Market, redis: Redis, count: number): Promise<void> {
  await order(market, redis, await list(market, redis, count));
}

async function list(market: Market, redis: Redis, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += AT_A_TIME) {
    const some = Array.from({ length: AT_A_TIME }, (_, i) =>
      accepted(market.tickets.create(`seller-${i}`, details)).then(({ id }) => id),
    );
    ids.push(...(await Promise.all(some)));
  }
  await untilThrough(redis);
  return ids;
}

async function order(market: Market, redis: Redis, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_A_TIME) {
    const some = ids.slice(from, from + AT_A_TIME);
    await Promise.all(
      some.map((ticketId, i) => accepted(market.orders.place(`buyer-${from + i}`, { ticketId }))),
    );
  }
  await untilThrough(redis);
}

async function untilThrough(redis: Redis): Promise<void> {
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, {
    what: 'both modules to be through',
    timeoutMs: 60_000,
  });
}

async function weigh(redis: Redis): Promise<Weight> {
  // The buffers of connections shrink when nothing is sent for a moment.
  await delay(3000);
  const [tickets, orders] = await Promise.all(
    STREAMS.map(async (stream): Promise<StreamWeight> => {
      const key = `{0}:${stream}`;
      const bytes = await redis.memory('USAGE', key, 'SAMPLES', 0);
      return { bytes: bytes ?? 0, entries: await redis.xlen(key) };
    }),
  );
  if (!tickets || !orders) throw new Error('there are two streams');
  const memory = await infoOf(redis, 'memory', 'used_memory');
  const file = await infoOf(redis, 'persistence', 'aof_current_size');
  return { memory, streams: tickets.bytes + orders.bytes, tickets, orders, file };
}

async function infoOf(redis: Redis, section: string, field: string): Promise<number> {
  const value = new RegExp(`^${field}:(\\d+)`, 'm').exec(await redis.info(section))?.[1];
  if (value === undefined) throw new Error(`INFO ${section} has no ${field}`);
  return Number(value);
}

await main();
