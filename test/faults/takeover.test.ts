import { expect, onTestFinished, test, vi } from 'vitest';
import { pending } from '../support/groups.js';
import { untilReplica } from '../support/http-market.js';
import { requests } from '../support/intercept.js';
import { killBefore } from '../support/kill-at.js';
import { details, openMarket } from '../support/market.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { startReading } from '../support/reading.js';
import { startServerProcess } from '../support/server-process.js';
import { expectSound } from '../support/sound.js';
import { waitFor } from '../support/wait-for.js';

// What a dead process left is taken over after 5 to 8 s, and servers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

const EXEC_OF_REACTIONS = /\r\nxack\r\n.*\r\nexec\r\n/s;

test('200 pending entries at takeover: a server dies with them in hand, and the next one applies them all, once', async () => {
  const redis = await ownRedis();
  const client = redis.connect();
  const proxy = await ownProxy(redis);
  const writer = openMarket({ target: redis.target, subscriptions: [] });
  onTestFinished(writer.close);
  const known = await writer.tickets.create('ann', details);
  const server = await startServerProcess({ REDIS_URL: proxy.target });
  await untilReplica(server.anonymous, known.id, { version: 0 });
  // The server writes nothing but what it makes of entries; so many are more than one chunk, the last of which is this.
  const killed = killBefore({ kind: requests.exec, server, proxy });
  // One transaction writes them, so that one read gives them all to the server.
  const tickets = await Promise.all(Array.from({ length: 200 }, () => writer.tickets.create('ann', details)));
  await killed;
  expect(await pending(client, '{0}:tickets', 'orders')).toHaveLength(200);

  const next = await startServerProcess({ REDIS_URL: redis.target });
  await expectSound(redis);
  for (const { id } of tickets) await untilReplica(next.anonymous, id, { version: 0, price: details.price });
});

test('a reaction slower than the claim time: another consumer takes its entries, and each is applied once', async () => {
  const redis = await ownRedis();
  const proxy = await ownProxy(redis);
  const { read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const accounts = await openAccounts(5);
  const impatient = { blockMs: 20, claimIdleMs: 100 };

  // The commit of the slow one is on the way for longer than the other one waits.
  let arrived = 0;
  let release: () => void = () => undefined;
  const released = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  proxy.onRequest((chunk) => {
    if (!EXEC_OF_REACTIONS.test(String(chunk))) return undefined;
    arrived += 1;
    return arrived === 1 ? released : undefined;
  });
  read(impatient, proxy.target);
  await deposit(accounts, { to: 4 });
  await waitFor(() => arrived === 1, { what: 'the slow one to commit' });
  read(impatient);
  // The other one has applied them all by now.
  await untilDone();
  release();
  await deposit(accounts, { from: 5, to: 6 });
  await untilDone();
  await expectBookedOnce(accounts, 6);
});

test('reactions that are always slower than the claim time, of two consumers: each entry is applied once, and an end comes', async () => {
  const redis = await ownRedis();
  const proxy = await ownProxy(redis);
  const { read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const accounts = await openAccounts(5);
  read({ blockMs: 20, claimIdleMs: 50, count: 4 }, proxy.target);
  read({ blockMs: 20, claimIdleMs: 50, count: 4 }, proxy.target);
  proxy.delay(200);
  await deposit(accounts, { to: 4 });
  await untilDone();
  await expectBookedOnce(accounts, 4);
});
