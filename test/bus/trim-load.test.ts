import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { BUS_LIMITS, isRefusal } from '../../src/bus/index.js';
import { pairs } from '../../src/bus/replies.js';
import { compareEntryIds } from '../../src/bus/stream-position.js';
import { checkConsistency } from '../support/consistency.js';
import { meet } from '../support/intercept.js';
import { by, details, type Market, openMarket } from '../support/market.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

/** Each with the group that reads it. */
const STREAMS = { '{0}:tickets': 'orders', '{0}:orders': 'tickets' };
const TICKETS = 20;
const ROUNDS = 10;

/** Trims all the time, and nearly everything. */
const limits = {
  consumer: { ...BUS_LIMITS.consumer, count: 16, blockMs: 50, claimIdleMs: 500 },
  retention: { maxAgeMs: 3_600_000, maxLength: 3 },
  upkeep: { firstMs: 1, everyMs: 4, pieceSize: 7 },
};

test('trim: every few milliseconds while two processes read and one of them dies, nothing is lost', {
  timeout: 30_000,
}, async () => {
  const server = await ownRedis();
  const redis = server.connect();
  const proxy = await ownProxy(server);
  const living = openMarket({ target: server.target, limits });
  const doomed = openMarket({ target: proxy.target, limits });
  onTestFinished(async () => {
    proxy.heal();
    await Promise.all([living.close(), doomed.close()]);
  });

  let rounds = 0;
  const cutTooEarly: string[] = [];
  const users = Array.from({ length: TICKETS }, async () => {
    const { id } = await living.tickets.create('seller', details);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await trade(living, id, round);
      cutTooEarly.push(...(await missing(redis)));
      rounds += 1;
    }
  });
  await waitFor(() => rounds > (TICKETS * ROUNDS) / 3, { what: 'a third of the work' });
  // As if it were killed with entries in hand: Redis hears nothing of it any more.
  const death = meet(proxy, 'xack', () => {
    proxy.blackHole();
    return Promise.resolve('cut-before');
  });
  await waitFor(() => death.times === 1, { what: 'one process to die' });
  proxy.cut();

  await Promise.all(users);
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, { what: 'the other to be through' });
  expect(cutTooEarly).toEqual([]);
  for (const stream of Object.keys(STREAMS)) {
    await waitFor(async () => (await redis.xlen(stream)) === 3, { what: `${stream} to be cut` });
    expect(await everAdded(redis, stream)).toBeGreaterThan(TICKETS * ROUNDS);
  }
  expect(await checkConsistency(redis, 1, { trimmed: true })).toEqual([]);
});

/** Somebody edits the ticket, and somebody orders it and may leave it again, as far as they are let. */
async function trade({ tickets, orders }: Market, id: string, round: number): Promise<void> {
  await tickets.edit(id, by('seller'), { price: 1000 + round });
  const order = await orders.place('buyer', { ticketId: id });
  if (isRefusal(order)) return;
  await tickets.edit(id, by('seller'), { title: `Round ${round}` });
  await orders.cancel(order.id, 'buyer', () => true);
}

/** The oldest entries that are pending and yet gone, as they are at one moment. */
async function missing(redis: Redis): Promise<string[]> {
  const look = redis.multi();
  for (const [stream, group] of Object.entries(STREAMS))
    look.xpending(stream, group).xrange(stream, '-', '+', 'COUNT', 1);
  const replies = ((await look.exec()) ?? []).map(([error, reply]) => (error ? [] : reply));
  return Object.keys(STREAMS).flatMap((stream, i) => {
    const [oldestPending, first] = [idIn(replies[2 * i], 1), idIn(replies[2 * i + 1], 0)];
    const gone = oldestPending && first && compareEntryIds(oldestPending, first) < 0;
    return gone ? [`${stream}: ${oldestPending}`] : [];
  });
}

/** The id at a place of a reply, alone or as the first of an entry; `undefined` where there is none. */
function idIn(reply: unknown, place: number): string | undefined {
  const found: unknown = Array.isArray(reply) ? reply.flat()[place] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** How many entries a stream has had. */
async function everAdded(redis: Redis, stream: string): Promise<number> {
  const info = await redis.call('XINFO', 'STREAM', stream);
  return Number(new Map(pairs<unknown>(Array.isArray(info) ? info : [])).get('entries-added'));
}
