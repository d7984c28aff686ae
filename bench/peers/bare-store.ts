import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { changeOf, historyKey } from '../market/changes.js';
import { TICKETS, ticketKey } from '../market/tickets.js';
import { EDITS } from '../market/waiting-entries.js';
import { redis as client } from '../product.js';
import { copyEdits, entriesIn } from './bare-loop.js';

const target = process.env.REDIS_URL ?? '';
const redis = await client.connectExclusive(target, 'bare-store');
// https://github.com/redis/ioredis#autopipelining
redis.options.enableAutoPipelining = true;
// A blocked connection can do nothing else.
const reader = await client.connectExclusive(target, 'bare-store-reads');

/** Two edits of a ticket at once, and one of them is lost. */
const app = new Hono().patch('/api/tickets/:id', async (c) => {
  const id = c.req.param('id');
  const { price } = await c.req.json<{ price: number }>();
  const { next, changed, history, entry } = changeOf(await redis.hgetall(ticketKey(id)), price, Date.now());
  await redis
    .multi()
    .hset(ticketKey(id), ...changed)
    .zadd(historyKey(id), ...history)
    .xadd(TICKETS, '*', ...entry)
    .exec();
  return c.json(next);
});

async function follow(): Promise<never> {
  const { stream, group } = EDITS;
  const reading = ['GROUP', group, 'c', 'COUNT', 200, 'BLOCK', 5000, 'STREAMS', stream, '>'] as const;
  for (;;) {
    const batch = entriesIn(await reader.xreadgroup(...reading));
    if (batch.length > 0) await copyEdits(redis, batch);
  }
}

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`The bare store is at http://127.0.0.1:${port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
await follow();
