import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { entryTypes } from '../support/entries.js';
import {
  listTicket,
  placeOrder,
  reservedTicket,
  untilOrder,
  untilTicket,
  useHttpMarket,
} from '../support/http-market.js';
import { pauseGroup } from '../support/paused-group.js';
import { problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket();

test('DELETE /orders/:id: its buyer, 204, the order is cancelled and the ticket free', async () => {
  const { buyer, ticket, order } = await reservedTicket(market);
  const answer = await buyer.delete(`/api/orders/${order.id}`);
  expect([answer.status, answer.body]).toEqual([204, undefined]);
  const { body } = await buyer.get(`/api/orders/${order.id}`);
  const { updatedAt } = body;
  expect(body).toEqual({ ...order, status: 'cancelled', reason: 'buyer', version: 1, updatedAt });
  await untilTicket(buyer, ticket.id, { status: 'available', orderId: null, version: 2 });
});

test('DELETE /orders/:id: twice, 204 both times and one entry', async () => {
  const { buyer, ticket, order } = await reservedTicket(market);
  expect((await buyer.delete(`/api/orders/${order.id}`)).status).toBe(204);
  expect((await buyer.delete(`/api/orders/${order.id}`)).status).toBe(204);
  expect((await buyer.get(`/api/orders/${order.id}`)).body.version).toBe(1);
  const types = await entryTypes(market.redis.connect(), 'orders', ticket.id);
  expect(types).toEqual(['order:created', 'order:cancelled']);
});

test('DELETE /orders/:id: an order of before, the ticket stays with the one that has it now', async () => {
  const { seller, buyer, ticket, order } = await reservedTicket(market);
  await buyer.delete(`/api/orders/${order.id}`);
  await untilTicket(seller, ticket.id, { version: 2 });
  const second = await market.newUser('second');
  const { id } = await placeOrder(second, ticket.id);
  expect((await buyer.delete(`/api/orders/${order.id}`)).status).toBe(204);
  expect((await seller.get(`/api/tickets/${ticket.id}`)).body).toMatchObject({
    status: 'reserved',
    orderId: id,
  });
  expect((await second.get(`/api/orders/${id}`)).body.status).toBe('created');
});

test('DELETE /orders/:id: the id in upper case, the same order', async () => {
  const { buyer, order } = await reservedTicket(market);
  expect((await buyer.delete(`/api/orders/${order.id.toUpperCase()}`)).status).toBe(204);
  expect((await buyer.get(`/api/orders/${order.id}`)).body.status).toBe('cancelled');
});

test('DELETE /orders/:id: If-Match of the version it has, 204', async () => {
  const { buyer, order } = await reservedTicket(market);
  expect((await buyer.delete(`/api/orders/${order.id}`, { 'if-match': '"0"' })).status).toBe(204);
});

test('DELETE /orders/:id: a stale If-Match, 412 and the order is still there', async () => {
  const { buyer, order } = await reservedTicket(market);
  const answer = await buyer.delete(`/api/orders/${order.id}`, { 'if-match': '"1"' });
  expect(problemIn(answer)).toBe('412 version-mismatch');
  expect((await buyer.get(`/api/orders/${order.id}`)).body).toEqual(order);
});

test('DELETE /orders/:id: somebody else, even the seller, 404 and nothing changed', async () => {
  const { seller, buyer, order } = await reservedTicket(market);
  const other = await market.newUser('other');
  for (const client of [seller, other]) {
    expect(problemIn(await client.delete(`/api/orders/${order.id}`))).toBe('404 not-found');
  }
  expect((await buyer.get(`/api/orders/${order.id}`)).body).toEqual(order);
});

test('DELETE /orders/:id: no token, 401', async () => {
  const { order } = await reservedTicket(market);
  expect(problemIn(await market.anonymous.delete(`/api/orders/${order.id}`))).toBe('401 unauthenticated');
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
])('DELETE /orders/:id: %s, 404', async (_, id) => {
  const buyer = await market.newUser('buyer');
  expect(problemIn(await buyer.delete(`/api/orders/${id}`))).toBe('404 not-found');
});

test('withdraw: an order that the tickets module has not heard of, it is cancelled with that reason', async () => {
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  const redis = market.redis.connect();
  const { id } = await listTicket(seller);
  const resume = await pauseGroup(redis, { stream: 'orders', group: 'tickets' });

  const { body: order } = await buyer.post('/api/orders', { ticketId: id });
  expect((await seller.delete(`/api/tickets/${id}`)).status).toBe(204);
  await untilOrder(buyer, order.id, { status: 'cancelled', reason: 'ticket-withdrawn' });
  await resume();

  await waitFor(async () => (await checkConsistency(redis, 1)).length === 0, {
    what: 'both modules to agree',
  });
  expect((await seller.get(`/api/tickets/${id}`)).body).toMatchObject({ status: 'withdrawn', version: 1 });
  expect((await buyer.get(`/api/orders/replicas/${id}`)).body).toMatchObject({
    status: 'withdrawn',
    held: false,
  });
  expect(await entryTypes(redis, 'tickets', id)).toEqual(['ticket:created', 'ticket:withdrawn']);
  expect(await entryTypes(redis, 'orders', id)).toEqual(['order:created', 'order:cancelled']);
});
