import { expect, it, onTestFinished } from 'vitest';
import { audit } from '../support/audit.js';
import { blockOf } from '../support/document.js';
import { startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder, untilTicket } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { runRebuild } from '../support/run-cli.js';

it('docs/operating.md, the user that it makes in Redis: is allowed all that a server does, and no more', async () => {
  const redis = await ownRedis({ tcp: true, appendonly: true });
  const admin = redis.connect();
  for (const user of (await blockOf('docs/operating.md', 'conf acl')).trim().split('\n').slice(1)) {
    const [, name = '', ...rules] = user.split(' ');
    await admin.acl('SETUSER', name, ...rules);
  }
  const target = `redis://holdfast:servers-password@127.0.0.1:${redis.port}`;

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
