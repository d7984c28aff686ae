import { expect, test } from 'vitest';
import { seedMarket } from '../../bench/market/seed.js';
import { SELLER } from '../../bench/market/tickets.js';
import { commitByJournal } from '../../bench/ours/journal.js';
import { consumeBySubscription, emitBySubscription } from '../../bench/ours/subscription.js';
import { headersOf } from '../../bench/ours/tokens.js';
import { consumeByBareLoop, emitByBareLoop } from '../../bench/peers/bare-loop.js';
import { commitByLua } from '../../bench/peers/lua.js';
import { commitByPool } from '../../bench/peers/watch-multi.js';
import { type Server, startBareStore, startHoldfast, withServer } from '../../bench/process/server.js';
import type { World } from '../../bench/row.js';
import { startRedis } from '../support/redis.js';

const SLOW_MS = 120_000;

// A peer that wrote less than the product would be measured doing less.
test.for([
  ['the pool', commitByPool],
  ['Lua', commitByLua],
] as const)('commits: %s leaves in Redis what the journal leaves', { timeout: SLOW_MS }, async ([, peer]) => {
  const [ours, theirs] = await Promise.all([left(commitByJournal, 'tickets'), left(peer, 'tickets')]);

  expect(theirs).toEqual(ours);
  expect(ours.entry).toHaveLength(14);
});

test('consume: the bare loop leaves in Redis what the subscription leaves', {
  timeout: SLOW_MS,
}, async () => {
  const [ours, theirs] = await Promise.all([
    left(consumeBySubscription, 'orders:ticket'),
    left(consumeByBareLoop, 'orders:ticket'),
  ]);

  expect(theirs).toEqual(ours);
});

test('emit: the bare loop leaves in Redis what the subscription leaves', { timeout: SLOW_MS }, async () => {
  const [ours, theirs] = await Promise.all([
    left(emitBySubscription, 'bench:seats'),
    left(emitByBareLoop, 'bench:seats'),
  ]);

  expect(theirs).toEqual(ours);
});

test('PATCH: the bare store leaves in Redis what the server leaves, but for the trace', {
  timeout: SLOW_MS,
}, async () => {
  const [ours, theirs] = await Promise.all([
    left(edit(startHoldfast, headersOf), 'tickets'),
    left(
      edit(startBareStore, async () => ({})),
      'tickets',
    ),
  ]);
  const trace = ours.entry.indexOf('traceparent');

  expect(trace).toBeGreaterThan(0);
  expect(theirs).toEqual({ ...ours, entry: ours.entry.toSpliced(trace, 2) });
});

/** One edit by HTTP. */
function edit(
  start: (redis: string) => Promise<Server>,
  makeHeaders: (url: string, user: string) => Promise<Record<string, string>>,
) {
  return async ({ redis }: World) => {
    const [id] = await seedMarket(redis, 1);
    await withServer(start(redis), async ({ url }) => {
      const headers = { 'content-type': 'application/json', ...(await makeHeaders(url, SELLER)) };
      const body = JSON.stringify({ price: 2500 });
      const { status } = await fetch(`${url}/api/tickets/${id}`, { method: 'PATCH', headers, body });
      expect(status).toBe(200);
    });
  };
}

/**
 * What a run leaves: the last entry of the tickets' stream with its record and that one's history, each digit as a 0, as
 * two runs have other ids, times and counts.
 *
 * @param name what the keys of the record begin with
 */
async function left(measure: (world: World) => Promise<unknown>, name: string) {
  const server = await startRedis();
  try {
    await measure({ redis: server.target, size: 'short', seeding: {} });
    const redis = server.connect();
    const [last] = await redis.xrevrange('{0}:tickets', '+', '-', 'COUNT', 1);
    const entry = last?.[1] ?? [];
    const id = entry[entry.indexOf('subject') + 1];
    const hash = await redis.hgetall(`{0}:${name}:${id}`);
    const history = await redis.zrange(`{0}:tickets:history:${id}`, '-1', '-1');
    return {
      entry: entry.map(withoutDigits),
      hash: Object.fromEntries(Object.entries(hash).map(([field, value]) => [field, withoutDigits(value)])),
      history: history.map(withoutDigits),
    };
  } finally {
    await server.stop();
  }
}

/** Ids are hexadecimal; a count has as many digits as it happens to have. */
function withoutDigits(text: string): string {
  return text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'id').replaceAll(/\d+/g, '0');
}
