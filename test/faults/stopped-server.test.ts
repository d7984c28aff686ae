import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { entriesAbout, entryTypes } from '../support/entries.js';
import { listTicket, untilTicket } from '../support/http-market.js';
import { hold } from '../support/intercept.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { startServerProcess } from '../support/server-process.js';
import { expectSound } from '../support/sound.js';
import { startTwoServers } from '../support/two-servers.js';
import { waitFor } from '../support/wait-for.js';

/** How long the row of the fault table says. */
const STOPPED_MS = 30_000;

test('SIGSTOP of one of two servers for 30 s under load: the other takes over, and the sleeper wakes and does no harm', async () => {
  const { one, other, expectNothingLost } = await startTwoServers(40);
  await Promise.all([one.write(200), other.write(200)]);

  const sleeping = one.write(600);
  await other.write(100);
  process.kill(one.server.process.pid, 'SIGSTOP');
  const asleep = delay(STOPPED_MS);
  await other.write(200);
  // What the sleeper was given to read is done by the other while it sleeps.
  await expectNothingLost(other);
  await asleep;
  process.kill(one.server.process.pid, 'SIGCONT');

  await Promise.all([sleeping, one.write(100), other.write(100)]);
  await expectNothingLost(one);
  await waitFor(async () => (await one.server.anonymous.get('/readyz')).status === 200, {
    what: 'the sleeper to be ready',
  });
}, 120_000);

test('SIGSTOP of one of two servers with its EXEC on the way: what arrives after the takeover changes nothing', async () => {
  const redis = await ownRedis();
  const client = redis.connect();
  const proxy = await ownProxy(redis);
  const sleeper = await startServerProcess({ REDIS_URL: proxy.target });
  const buyer = await sleeper.as('buyer');
  const { id: ticketId } = await listTicket(await sleeper.as('seller'));
  await expectSound(redis);

  const late = hold(proxy, /\r\nxack\r\n.*\r\nexec\r\n/s);
  const { body: order } = await buyer.post('/api/orders', { ticketId });
  await late.arrived;
  process.kill(sleeper.process.pid, 'SIGSTOP');
  const other = await startServerProcess({ REDIS_URL: redis.target });
  await waitFor(() => untilTicket(other.anonymous, ticketId, { orderId: order.id }), {
    ...{ what: 'the entry to be taken over', timeoutMs: 30_000 },
  });
  const stored = await client.hgetall(`{0}:tickets:${ticketId}`);

  late.release();
  process.kill(sleeper.process.pid, 'SIGCONT');
  await waitFor(async () => (await sleeper.anonymous.get('/readyz')).status === 200, {
    what: 'the sleeper to be ready',
  });
  await expectSound(redis);
  expect(await client.hgetall(`{0}:tickets:${ticketId}`)).toEqual(stored);
  expect(await entryTypes(client, 'tickets', ticketId)).toEqual(['ticket:created', 'ticket:updated']);
  expect(await entriesAbout(client, 'orders', ticketId)).toHaveLength(1);
}, 90_000);
