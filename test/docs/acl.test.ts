import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { audit } from '../support/audit.js';
import { blockOf } from '../support/document.js';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder, untilTicket } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { runRebuild } from '../support/run-cli.js';

/** A Redis that is started with the lines of the document, as those who they name reach it. */
async function redisOfOperator() {
  const lines = (await blockOf('docs/operating.md', 'conf acl')).trim().split('\n');
  const args = lines.flatMap((line) => `--${line}`.split(' '));
  const redis = await ownRedis({ tcp: true, appendonly: true, args });
  const as = (user: string) => `redis://${user}@127.0.0.1:${redis.port}`;
  const admin = new Redis(as('admin:operators-password'));
  onTestFinished(() => admin.disconnect());
  return { redis, admin, target: as('holdfast:servers-password') };
}

it('docs/operating.md, the user that it makes in Redis: is allowed all that a server does, and no more', async () => {
  const { target, admin } = await redisOfOperator();

  const server = await startHoldfast({ target }, { RATE_LIMIT_PER_MINUTE: '1000' });
  onTestFinished(server.stop);
  const [seller, buyer] = await Promise.all([newUser(server, 'seller'), newUser(server, 'buyer')]);
  const { id } = await listTicket(seller);
  const order = await placeOrder(buyer, id);
  await untilTicket(seller, id, { status: 'reserved' });
  expect(await buyer.delete(`/api/orders/${order.id}`)).toMatchObject({ status: 204 });
  await untilTicket(seller, id, { status: 'available' });
  expect((await seller.get('/readyz')).status).toBe(200);
  expect(await audit(target)).toMatchObject({ violations: [] });

  expect(await runRebuild({ REDIS_URL: target }, 'orders')).toMatchObject({ code: 0, stderr: '' });

  expect(await admin.acl('LOG')).toEqual([]);
  for (const command of [
    ['FLUSHALL'],
    ['KEYS', '*'],
    ['CONFIG', 'GET', '*'],
    ['SHUTDOWN'],
    ['GET', 'of-others'],
  ])
    expect(await admin.call('ACL', 'DRYRUN', 'holdfast', ...command)).toMatch(/no permissions/);
});

it('docs/operating.md, the users that it makes in Redis: nobody is let in as default, and a restart keeps all', async () => {
  const { redis, target } = await redisOfOperator();
  const stranger = new Redis(redis.port ?? 0, { lazyConnect: true, retryStrategy: () => null });
  stranger.on('error', () => undefined);
  onTestFinished(() => stranger.disconnect());
  await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);

  const first = await startHoldfast({ target });
  const seller = await newUser(first, 'seller');
  const { id } = await listTicket(seller);
  await placeOrder(await newUser(first, 'buyer'), id);
  await untilTicket(seller, id, { status: 'reserved' });
  await first.stop();

  await redis.restart();
  const again = await startHoldfast({ target });
  onTestFinished(again.stop);
  expect((await again.anonymous.get(`/api/tickets/${id}`)).body).toMatchObject({ status: 'reserved' });
  expect(await audit(target)).toMatchObject({ violations: [] });
});
