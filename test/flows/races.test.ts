import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { entriesAbout, entryTypes } from '../support/entries.js';
import { type Client, startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, untilReplica } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

test('200 buyers of one ticket at two servers: one 201, 199 refusals, one entry', async () => {
  const { one, other, redis, settled } = await twoServers();
  const seller = await newUser(one, 'seller');
  const { id: ticketId } = await listTicket(seller);
  const buyers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? one : other).as(`buyer-${i}-${randomUUID()}`)),
  );

  const answers = await Promise.all(buyers.map((buyer) => buyer.post('/api/orders', { ticketId })));

  const [order, ...rest] = answers.filter(({ status }) => status === 201);
  expect([order?.status, rest]).toEqual([201, []]);
  const refusals = answers.filter((answer) => answer !== order).map(problemIn);
  expect(refusals).toEqual(Array.from({ length: 199 }, () => '409 ticket-reserved'));
  await settled();
  const entries = await entriesAbout(redis, 'orders', ticketId);
  expect(entries).toEqual([expect.objectContaining({ type: 'order:created', data: order?.body })]);
  expect((await seller.get(`/api/tickets/${ticketId}`)).body).toMatchObject({
    orderId: order?.body.id,
    version: 1,
  });
});

test('two edits of one version at two servers, again and again: one 200 and one 412 each time', async () => {
  const { one, other, settled } = await twoServers();
  const sellerId = `seller-${randomUUID()}`;
  const clients = [await one.as(sellerId), await other.as(sellerId)];
  const { id } = await listTicket(await one.as(sellerId));
  for (let version = 0; version < 20; version += 1) {
    const edits = clients.map((client, i) =>
      client.patch(`/api/tickets/${id}`, { price: 1 + 2 * version + i }, { 'if-match': `"${version}"` }),
    );
    const [won, lost] = (await Promise.all(edits)).sort((a, b) => a.status - b.status);
    expect([won?.status, won?.body.version]).toEqual([200, version + 1]);
    expect(lost && problemIn(lost)).toBe('412 version-mismatch');
    expect((await one.anonymous.get(`/api/tickets/${id}`)).body).toEqual(won?.body);
  }
  await settled();
});

test('bursts of edits of one ticket at two servers: each is a version, and who saw the last one can order', async () => {
  const { one, other, settled } = await twoServers();
  const buyer = await newUser(one, 'buyer');
  const sellerId = `seller-${randomUUID()}`;
  const clients = [await one.as(sellerId), await other.as(sellerId)];
  const { id } = await listTicket(await one.as(sellerId));
  const versions: number[] = [];
  for (let burst = 0; burst < 3; burst += 1) {
    const edits = Array.from({ length: 40 }, (_, i) => {
      const price = 3000 + 40 * burst + i;
      return at(clients, i).patch(`/api/tickets/${id}`, { price });
    });
    for (const { status, body } of await Promise.all(edits)) {
      expect(status).toBe(200);
      versions.push(body.version);
    }
  }
  expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  const order = await buyer.post('/api/orders', { ticketId: id, ticketVersion: 120 });
  await settled();
  expect(order).toMatchObject({ status: 201, body: { ticket: { version: 120 } } });
});

test('a seller who withdraws while buyers order: the ticket is withdrawn and no order lives, or one has it', async () => {
  const { one, other, settled } = await twoServers();
  const seller = await newUser(one, 'seller');
  const buyer = await newUser(other, 'buyer');
  const tickets = await Promise.all(Array.from({ length: 40 }, () => listTicket(seller)));
  await Promise.all(
    tickets.flatMap(({ id }) => [
      seller.delete(`/api/tickets/${id}`),
      buyer.post('/api/orders', { ticketId: id }),
    ]),
  );
  await settled();
  const orders = (await buyer.get('/api/orders?limit=100')).body.items;
  for (const { id } of tickets) {
    const { status } = (await seller.get(`/api/tickets/${id}`)).body;
    const order = orders.find(({ ticket }: { ticket: { id: string } }) => ticket.id === id);
    const ends = status === 'reserved' ? ['created'] : [undefined, 'ticket-withdrawn'];
    expect(ends).toContain(order?.reason ?? order?.status);
  }
});

test('buyers cancel at the moment when the hold ends: each order is cancelled once and its ticket is free', async () => {
  const { one, other, redis, settled } = await twoServers({ ORDER_HOLD_SECONDS: '1' });
  const seller = await newUser(one, 'seller');
  const clients = await Promise.all([one, other].map((server) => server.as('buyer')));
  const tickets = await Promise.all(Array.from({ length: 60 }, () => listTicket(seller)));
  const ordered = await Promise.all(
    tickets.map(({ id }) => at(clients, 0).post('/api/orders', { ticketId: id })),
  );

  const ends = ordered.map(async ({ body: order }, i) => {
    // Spread around the moment, so that some of them come before the server's own look and some after it.
    const moment = Date.parse(order.expiresAt) + (i % 20) - 10;
    await waitFor(() => Date.now() >= moment, { what: `the hold of order ${order.id} to end` });
    return at(clients, i).delete(`/api/orders/${order.id}`);
  });
  for (const { status } of await Promise.all(ends)) expect(status).toBe(204);

  await settled();
  for (const [i, { id }] of tickets.entries()) {
    expect(await entryTypes(redis, 'orders', id)).toEqual(['order:created', 'order:cancelled']);
    expect((await seller.get(`/api/tickets/${id}`)).body).toMatchObject({
      ...{ status: 'available', orderId: null, version: 2 },
    });
    const order = await at(clients, i).get(`/api/orders/${ordered[i]?.body.id}`);
    expect(order.body).toMatchObject({ status: 'cancelled', version: 1 });
    expect(['buyer', 'expired']).toContain(order.body.reason);
    await untilReplica(seller, id, { version: 2, held: false });
  }
});

async function twoServers(env: Record<string, string> = {}) {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const [one, other] = await Promise.all([startHoldfast(redis, env), startHoldfast(redis, env)]);
  onTestFinished(one.stop);
  onTestFinished(other.stop);
  const reader = redis.connect();
  const violations = () => checkConsistency(reader, 1);
  /** Waits until both modules are through and nothing in Redis breaks a law. */
  const settled = async () => {
    await waitFor(async () => (await violations()).length === 0, {
      ...{ what: 'the modules to agree', timeoutMs: 20_000 },
    }).catch(async () => expect(await violations()).toEqual([]));
  };
  return { one, other, redis: reader, settled };
}

function at(clients: readonly Client[], i: number): Client {
  const client = clients[i % clients.length];
  if (client === undefined) throw new Error('there is no client');
  return client;
}
