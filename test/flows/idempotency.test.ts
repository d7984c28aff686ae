import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import type { Answer } from '../support/holdfast.js';
import { listTicket, untilReplica, useHttpMarket } from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const markets = { '1': useHttpMarket(), '4': useHttpMarket({ PARTITIONS: '4' }) };
const market = markets[1];

describe.each(['1', '4'] as const)('Idempotency-Key on %s partitions', (partitions) => {
  const of = markets[partitions];

  test('POST /tickets: 50 times at once makes one ticket, and all get the same answer', async () => {
    const seller = await of.newUser('seller');
    const key = named();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => seller.post('/api/tickets', ticket, key)),
    );

    expect(new Set(answers.map(essence)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
    expect((await seller.get('/api/tickets?seller=me')).body.items).toHaveLength(1);
  });

  test('POST /orders: 50 times at once makes one order, and all get the same answer', async () => {
    const [seller, buyer] = await Promise.all([of.newUser('seller'), of.newUser('buyer')]);
    const { id } = await listTicket(seller);
    const key = named();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => buyer.post('/api/orders', { ticketId: id }, key)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(essence)).size).toBe(1);
    expect((await buyer.get('/api/orders')).body.items).toHaveLength(1);
    const redis = of.redis.connect();
    await waitFor(async () => (await checkConsistency(redis, Number(partitions))).length === 0, {
      what: 'both modules to agree',
    });
  });

  test('POST /orders: the key of another ticket, 422 idempotency-key-reused, wherever that lives', async () => {
    const [seller, buyer] = await Promise.all([of.newUser('seller'), of.newUser('buyer')]);
    const key = named();
    const tickets = await Promise.all(Array.from({ length: 8 }, () => listTicket(seller)));
    const [first, ...others] = tickets.map(({ id }) => ({ ticketId: id }));

    expect((await buyer.post('/api/orders', first, key)).status).toBe(201);
    for (const other of others) {
      expect(problemIn(await buyer.post('/api/orders', other, key))).toBe('422 idempotency-key-reused');
    }
    expect((await buyer.get('/api/orders')).body.items).toHaveLength(1);
  });
});

describe('Idempotency-Key', () => {
  test('POST /tickets: later, the first answer again although the ticket has changed', async () => {
    const seller = await market.newUser('seller');
    const key = named();
    const first = await seller.post('/api/tickets', ticket, key);
    await seller.patch(`/api/tickets/${first.body.id}`, { price: 1 });

    const again = await seller.post('/api/tickets', ticket, key);

    expect(essence(again)).toBe(essence(first));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('POST /orders: later, the first answer again although the order was cancelled', async () => {
    const [seller, buyer] = await Promise.all([market.newUser('seller'), market.newUser('buyer')]);
    const { id } = await listTicket(seller);
    const key = named();
    const first = await buyer.post('/api/orders', { ticketId: id }, key);
    await buyer.delete(`/api/orders/${first.body.id}`);

    expect(essence(await buyer.post('/api/orders', { ticketId: id }, key))).toBe(essence(first));
    expect((await buyer.get('/api/orders')).body.items).toHaveLength(1);
  });

  test('another body: 422 idempotency-key-reused; the same one in other words is the same', async () => {
    const seller = await market.newUser('seller');
    const key = named();
    const first = await seller.post('/api/tickets', ticket, key);

    const other = await seller.post('/api/tickets', { ...ticket, price: 1 }, key);
    const reworded = await seller.post('/api/tickets', { price: 2000, title: ' Row 5 ' }, key);

    expect(problemIn(other)).toBe('422 idempotency-key-reused');
    expect(reworded.body).toEqual(first.body);
  });

  test('another user, or another call: another request', async () => {
    const [seller, buyer] = await Promise.all([market.newUser('seller'), market.newUser('buyer')]);
    const key = named();
    const first = await seller.post('/api/tickets', ticket, key);
    const second = await buyer.post('/api/tickets', ticket, key);
    await untilReplica(seller, first.body.id, { version: 0 });
    const order = await buyer.post('/api/orders', { ticketId: first.body.id }, key);

    expect([first.status, second.status, order.status]).toEqual([201, 201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test('a refusal is not remembered: the same request can succeed later', async () => {
    const [seller, buyer, rival] = await Promise.all(
      ['seller', 'buyer', 'rival'].map((name) => market.newUser(name)),
    );
    if (!(seller && buyer && rival)) throw new Error('three users were asked for');
    const { id } = await listTicket(seller);
    const { body: order } = await rival.post('/api/orders', { ticketId: id });
    const key = named();

    expect(problemIn(await buyer.post('/api/orders', { ticketId: id }, key))).toBe('409 ticket-reserved');
    await rival.delete(`/api/orders/${order.id}`);
    expect((await buyer.post('/api/orders', { ticketId: id }, key)).status).toBe(201);
  });

  test('quoted and unquoted: the same key', async () => {
    const seller = await market.newUser('seller');
    const key = randomUUID();
    const first = await seller.post('/api/tickets', ticket, { 'idempotency-key': key });
    const again = await seller.post('/api/tickets', ticket, { 'idempotency-key': `"${key}"` });
    expect(essence(again)).toBe(essence(first));
  });

  test.each(['"', '""', '"a', 'a b', 'x'.repeat(256), 'ä'])('%j: 422 names the header', async (key) => {
    const seller = await market.newUser('seller');
    const answer = await seller.post('/api/tickets', ticket, { 'idempotency-key': key });
    expect(invalidFields(answer)).toEqual(['/header/idempotency-key']);
  });

  test('it is forgotten after a day', async () => {
    const seller = await market.newUser('seller');
    await seller.post('/api/tickets', ticket, named());
    const redis = market.redis.connect();
    const [key = ''] = await redis.keys('{0}:once:*');
    const seconds = await redis.ttl(key);
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
  });
});

const ticket = { title: 'Row 5', price: 2000 };

function named(): Record<string, string> {
  return { 'idempotency-key': randomUUID() };
}

/** What has to be the same in an answer that is given again. */
function essence({ status, headers, body }: Answer): string {
  return JSON.stringify([status, headers.get('location'), headers.get('etag'), body]);
}
