import { expect, onTestFinished, test } from 'vitest';
import { callsDuring } from '../support/commandstats.js';
import { loser } from '../support/gaps.js';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, reservedTicket, untilReplica, useHttpMarket } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { answerIn, rawConnection, untilClosed } from '../support/raw-http.js';
import { scrape } from '../support/scrape.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket();

type TimedScrape = Awaited<ReturnType<typeof scrape>>;

const REQUESTS = 'http_request_duration_seconds_count';
const ORDERS = { group: 'orders', partition: '0' };

/** A server on a Redis of its own; both end with the test. */
async function open(env: Record<string, string> = {}) {
  const redis = await ownRedis();
  const server = await startHoldfast(redis, env);
  onTestFinished(server.stop);
  return { redis, client: redis.connect(), server };
}

/** How many entries of a group this server has handled so. */
function handled(found: TimedScrape, outcome: string, group = 'orders'): number {
  return found.valueOf('holdfast_group_handled_entries_total', { group, outcome }) ?? 0;
}

/** Scrapes until it shows what is waited for: one may come between what Redis holds and what the server has heard of it. */
function untilScraped(
  server: { readonly url: string },
  what: string,
  shows: (found: TimedScrape) => boolean,
) {
  return waitFor(
    async () => {
      const found = await scrape(server);
      return shows(found) && found;
    },
    { what },
  );
}

test('GET /metrics: the requests by route and status, and how the process is', async () => {
  const ticket = await listTicket(await market.newUser('seller'));
  const labels = { method: 'GET', route: '/api/tickets/:id', status: '200' };
  const before = (await scrape(market)).valueOf(REQUESTS, labels) ?? 0;
  await market.anonymous.get(`/api/tickets/${ticket.id}`);
  await market.anonymous.get(`/api/tickets/${ticket.id}`);

  const found = await scrape(market);

  expect(found.valueOf(REQUESTS, labels)).toBe(before + 2);
  expect(found.valueOf('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  expect(found.valueOf('process_resident_memory_bytes')).toBeGreaterThan(0);
});

test('GET /metrics: whatever paths and ids are asked for, no label holds one', async () => {
  const secret = 'b7e1f0';
  await market.anonymous.get(`/api/tickets/${secret}`);
  await market.anonymous.get(`/${secret}`);
  await market.anonymous.get(`/api/${secret}?${secret}`);

  expect((await scrape(market)).text).not.toContain(secret);
});

test('GET /metrics: methods that no route has, are all one', async () => {
  for (const method of ['PROPFIND', 'MKCOL', 'LOCK', 'PURGE'])
    for (const path of ['/api/tickets', '/nowhere']) {
      const connection = await rawConnection(market.url);
      connection.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect([404, 405]).toContain(answerIn(await untilClosed(connection)).status);
    }

  const { samples } = await scrape(market);

  const methods = new Set(samples.flatMap(({ labels: { method } }) => method ?? []));
  expect(methods).toContain('other');
  expect([...methods].filter((method) => !/^(GET|POST|PATCH|DELETE|other)$/.test(method))).toEqual([]);
});

test('GET /metrics: a reservation, its commits and the entries of both groups', async () => {
  const { server } = await open();
  await reservedTicket({ newUser: (name) => newUser(server, name) });

  const applied = (one: TimedScrape) => [handled(one, 'applied'), handled(one, 'applied', 'tickets')];
  const found = await untilScraped(
    server,
    'all to be acknowledged and counted',
    (one) =>
      ['lag_entries', 'pending_entries'].every((name) => one.valueOf(`holdfast_group_${name}`) === 0) &&
      applied(one).join() === '2,1',
  );

  // Listed, ordered, and what each of the three entries changed; the upkeep may have added to it.
  const commits = found.valueOf('holdfast_commits_total');
  expect(commits).toBeGreaterThanOrEqual(5);
  expect(found.valueOf('holdfast_transaction_decisions_sum')).toBeGreaterThanOrEqual(commits ?? Number.NaN);
  const transactions = found.valueOf('holdfast_transaction_decisions_count') ?? 0;
  expect(found.valueOf('holdfast_redis_round_trip_seconds_count', { step: 'exec' })).toBe(transactions);
  expect(found.valueOf('holdfast_stream_entries', { stream: 'tickets' })).toBe(2);
  expect(found.valueOf('holdfast_stream_entries', { stream: 'orders' })).toBe(1);
  expect(found.valueOf('holdfast_group_consumers', ORDERS)).toBe(1);
  expect([found.valueOf('holdfast_redis_up'), found.valueOf('holdfast_lane_queue_length')]).toEqual([1, 0]);
  expect(found.valueOf('holdfast_lost_transactions_total')).toBe(0);
});

test('GET /metrics: entries that are no events, are dead letters, and were told as dead once each', async () => {
  const { server, client } = await open();
  for (let i = 0; i < 3; i += 1) await client.xadd('{0}:tickets', '*', 'no', 'event');
  const found = await untilScraped(
    server,
    'the dead letters',
    (one) => one.valueOf('holdfast_group_dead_letters', ORDERS) === 3 && handled(one, 'dead') >= 3,
  );
  expect(handled(found, 'dead')).toBe(3);
});

test('GET /metrics: an entry that is lost, is a gap that grows older, then asked for and healed', async () => {
  const { server, client } = await open({ GAP_TIMEOUT_SECONDS: '4' });
  const seller = await newUser(server, 'seller');
  const { id } = await listTicket(seller);
  const edit = async (price: number) => {
    expect((await seller.patch(`/api/tickets/${id}`, { price })).status).toBe(200);
  };
  await loser(client)('orders', async () => {
    await edit(2001);
    return [1];
  });
  await edit(2002);

  const gap = await untilScraped(
    server,
    'the gap',
    (found) =>
      (found.valueOf('holdfast_group_oldest_gap_seconds', ORDERS) ?? 0) > 0 && handled(found, 'early') > 0,
  );
  expect(gap.valueOf('holdfast_group_waiting_subjects', ORDERS)).toBe(1);
  expect(gap.valueOf('holdfast_group_oldest_pending_seconds', ORDERS)).toBeGreaterThan(0);
  expect(handled(gap, 'early')).toBe(1);

  await untilReplica(seller, id, { version: 2 });
  const healed = await untilScraped(
    server,
    'the gap to be closed',
    (found) =>
      found.valueOf('holdfast_group_waiting_subjects', ORDERS) === 0 &&
      found.valueOf('holdfast_group_healed_gaps_total', ORDERS) === 1,
  );
  expect(healed.valueOf('holdfast_group_state_requests_total', ORDERS)).toBe(1);
  expect(healed.valueOf('holdfast_group_oldest_gap_seconds', ORDERS)).toBe(0);
});

test('GET /metrics: somebody watches events, one client, and none when they are gone', async () => {
  const { server } = await open();
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/api/events`, { signal: leaving.signal });
  expect(response.status).toBe(200);
  expect((await scrape(server)).valueOf('holdfast_live_clients')).toBe(1);

  leaving.abort();

  await untilScraped(
    server,
    'the client to be gone',
    (found) => found.valueOf('holdfast_live_clients') === 0,
  );
});

test('GET /metrics: Redis stops answering, 200 in time without its numbers, and all is there when it is back', async () => {
  const { server, redis } = await open();
  expect((await scrape(server)).valueOf('holdfast_redis_up')).toBe(1);

  await redis.kill('SIGSTOP');
  let slowestMs = 0;
  const away = await untilScraped(server, 'the outage', (found) => {
    slowestMs = Math.max(slowestMs, found.tookMs);
    return found.valueOf('holdfast_redis_up') === 0;
  });
  await redis.kill('SIGCONT');

  // 1.5 s for the look; the rest is for a busy machine.
  expect(slowestMs).toBeLessThan(4000);
  expect(away.samples.filter(({ name }) => /^holdfast_(group_lag|stream)_entries/.test(name))).toEqual([]);
  expect(away.samples.filter(({ name, value }) => name === 'holdfast_ready_check' && value === 1)).toEqual(
    [],
  );
  expect(away.valueOf('holdfast_ready_check')).toBe(0);
  expect(away.valueOf('holdfast_commits_total')).toBe(0);
  await untilScraped(
    server,
    'Redis to be back',
    (found) => found.valueOf('holdfast_redis_up') === 1 && found.valueOf('holdfast_group_lag_entries') === 0,
  );
});

test('GET /metrics: many scrape at the same moment, Redis is looked at once', async () => {
  const { server, client } = await open();
  const calls = await callsDuring(client, () =>
    Promise.all(Array.from({ length: 20 }, () => scrape(server))),
  );
  // Two for a look. A slow machine may begin another, and the console looks by itself; alone, each scrape would add two.
  expect(calls['xinfo|stream']).toBeLessThanOrEqual(10);
});
