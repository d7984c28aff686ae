import { expect, test } from 'vitest';
import { entriesAbout } from '../support/entries.js';
import { pendingIds } from '../support/groups.js';
import { listTicket, placeOrder, untilReplica, useHttpMarket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket({ GAP_TIMEOUT_SECONDS: '3600' });
const healing = useHttpMarket({ GAP_TIMEOUT_SECONDS: '1' });

test('a change without its entry: the copy refuses to jump, the rest goes on, and /readyz names the ticket', async () => {
  const redis = market.redis.connect();
  const seller = await market.newUser('seller');
  const [broken, sound] = [await listTicket(seller), await listTicket(seller)];
  expect((await market.anonymous.get('/readyz')).status).toBe(200);

  // The seed's bug: version 1 is stored and nobody is told.
  await redis.hset(`{0}:tickets:${broken.id}`, { price: '2500', version: '1' });
  const edited = await seller.patch(`/api/tickets/${broken.id}`, { price: 3000 });
  expect([edited.status, edited.body.version]).toEqual([200, 2]);
  const entries = await entriesAbout(redis, 'tickets', broken.id);
  expect(entries.map(({ sequence }) => sequence)).toEqual(['0', '2']);

  const buyer = await market.newUser('buyer');
  await placeOrder(buyer, sound.id);
  await untilReplica(buyer, sound.id, { version: 1, status: 'reserved' });
  const [[early] = []] = await redis
    .xrevrange('{0}:tickets', '+', '-')
    .then((all) => all.filter(([, fields]) => fields.includes(`${broken.id}/2`)));
  expect(await pendingIds(redis, '{0}:tickets', 'orders')).toEqual([early]);

  const notReady = await waitFor(
    async () => {
      const answer = await market.anonymous.get('/readyz');
      return answer.status === 503 && answer;
    },
    { what: '/readyz to notice' },
  );
  expect(problemIn(notReady)).toBe('503 not-ready');
  const failed = notReady.body.checks.filter(({ ok }: { ok: boolean }) => !ok);
  expect(failed).toEqual([{ name: 'gaps', ok: false, detail: expect.stringContaining(broken.id) }]);
  expect(notReady.body.detail).toContain(broken.id);
  expect(notReady.body.detail).not.toContain(sound.id);

  const { body: copy } = await market.anonymous.get(`/api/orders/replicas/${broken.id}`);
  expect(copy).toMatchObject({ version: 0, price: 2000 });
  expect(await pendingIds(redis, '{0}:tickets', 'orders')).toEqual([early]);
  expect((await market.anonymous.get('/healthz')).status).toBe(200);
  const late = await listTicket(seller);
  expect((await buyer.post('/api/orders', { ticketId: late.id, price: 2000 })).status).toBe(201);
});

test('a change without its entry, and a later one: the copy asks for the ticket, goes on, and /readyz says that it had to', async () => {
  const redis = healing.redis.connect();
  const seller = await healing.newUser('seller');
  const { id } = await listTicket(seller);
  await redis.hset(`{0}:tickets:${id}`, { price: '2500', version: '1' });
  await seller.patch(`/api/tickets/${id}`, { price: 3000 });

  await untilReplica(seller, id, { version: 2, price: 3000 });

  const answer = await healing.anonymous.get('/readyz');
  expect(answer.status).toBe(200);
  expect(answer.body.checks).toContainEqual({
    name: 'healed-gaps',
    ok: true,
    detail: 'group orders of {0}:tickets: 1 since the start',
  });
  const order = await placeOrder(await healing.newUser('buyer'), id);
  expect(order.ticket).toMatchObject({ price: 3000, version: 2 });

  // The snapshot tells of version 2 as well, but it is not what announced it.
  const told = await redis.xrange('{0}:tickets', '-', '+');
  for (const [entryId, fields] of told)
    if (fields.includes(`${id}/2`)) await redis.xdel('{0}:tickets', entryId);
  const history = await healing.anonymous.get(`/api/tickets/${id}/history`);
  expect(history.body.items.map(({ version }: { version: number }) => version)).toEqual([0, 3]);
});
