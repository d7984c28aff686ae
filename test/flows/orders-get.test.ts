import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Answer } from '../support/holdfast.js';
import {
  listTicket,
  placeOrder,
  reservedTicket,
  untilOrder,
  useHttpMarket,
  withdrawTicket,
} from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';

const market = useHttpMarket({ PARTITIONS: '4' });

test('GET /orders: one’s own orders and nobody else’s, newest first', async () => {
  const { seller, buyer, order: first } = await reservedTicket(market);
  const second = await placeOrder(buyer, (await listTicket(seller)).id);
  const other = await market.newUser('other');
  const foreign = await placeOrder(other, (await listTicket(seller)).id);
  expect((await buyer.get('/api/orders')).body).toEqual({ items: [second, first], next: null });
  expect((await other.get('/api/orders')).body.items).toEqual([foreign]);
  expect((await seller.get('/api/orders')).body.items).toEqual([]);
});

test('GET /orders: a status, the orders that have it', async () => {
  const { seller, buyer, order: first } = await reservedTicket(market);
  const second = await placeOrder(buyer, (await listTicket(seller)).id);
  await buyer.delete(`/api/orders/${first.id}`);
  const cancelled = await untilOrder(buyer, first.id, { status: 'cancelled' });
  expect((await buyer.get('/api/orders?status=created')).body.items).toEqual([second]);
  expect((await buyer.get('/api/orders?status=cancelled')).body.items).toEqual([cancelled]);
  expect((await buyer.get('/api/orders?status=complete')).body.items).toEqual([]);
  expect(ids(await buyer.get('/api/orders'))).toEqual([second.id, first.id]);
});

test('GET /orders: more than a page, cursor and link lead on', async () => {
  const { seller, buyer, order } = await reservedTicket(market);
  const placed = [order.id];
  for (let i = 0; i < 2; i += 1) placed.unshift((await placeOrder(buyer, (await listTicket(seller)).id)).id);
  const first = await buyer.get('/api/orders?status=created&limit=2');
  expect(ids(first)).toEqual(placed.slice(0, 2));
  const link = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const { pathname, search, searchParams } = new URL(link, `${market.url}/api/orders`);
  expect(Object.fromEntries(searchParams)).toEqual({
    status: 'created',
    limit: '2',
    cursor: first.body.next,
  });
  const second = await buyer.get(pathname + search);
  expect([ids(second), second.body.next, second.headers.get('link')]).toEqual([placed.slice(2), null, null]);
});

test('GET /orders: no token, 401', async () => {
  expect(problemIn(await market.anonymous.get('/api/orders'))).toBe('401 unauthenticated');
});

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=many', 'limit'],
  ['cursor=nonsense', 'cursor'],
  ['status=reserved', 'status'],
  ['buyer=ann', 'buyer'],
])('GET /orders: %s, 422 names the parameter', async (query, name) => {
  const buyer = await market.newUser('buyer');
  expect(invalidFields(await buyer.get(`/api/orders?${query}`))).toEqual([`/query/${name}`]);
});

test.each(['1', '100'])('GET /orders: the limit %s, 200', async (limit) => {
  const buyer = await market.newUser('buyer');
  expect(await buyer.get(`/api/orders?limit=${limit}`)).toMatchObject({ status: 200 });
});

test('GET /orders/:id: its buyer, 200 with the order and its version as ETag', async () => {
  const { buyer, order } = await reservedTicket(market);
  const { status, headers, body } = await buyer.get(`/api/orders/${order.id}`);
  expect([status, headers.get('etag'), body]).toEqual([200, '"0"', order]);
});

test('GET /orders/:id: the id in upper case, the same order', async () => {
  const { buyer, order } = await reservedTicket(market);
  expect((await buyer.get(`/api/orders/${order.id.toUpperCase()}`)).body).toEqual(order);
});

test('GET /orders/:id: If-None-Match of its version, 304 with the ETag and no body', async () => {
  const { buyer, order } = await reservedTicket(market);
  const { status, headers, body } = await buyer.get(`/api/orders/${order.id}`, { 'if-none-match': '"0"' });
  expect([status, headers.get('etag'), body]).toEqual([304, '"0"', undefined]);
});

test('GET /orders/:id: If-None-Match of the version before, 200', async () => {
  const { buyer, order } = await reservedTicket(market);
  await buyer.delete(`/api/orders/${order.id}`);
  const answer = await buyer.get(`/api/orders/${order.id}`, { 'if-none-match': '"0"' });
  expect([answer.status, answer.headers.get('etag'), answer.body.status]).toEqual([200, '"1"', 'cancelled']);
});

test('GET /orders/:id: somebody else, even the seller, 404 as if it were not there', async () => {
  const { seller, order } = await reservedTicket(market);
  const other = await market.newUser('other');
  const nothing = await other.get(`/api/orders/${order.id.replace(/^......../, '00000000')}`);
  for (const client of [seller, other]) {
    const answer = await client.get(`/api/orders/${order.id}`, { 'if-none-match': '"0"' });
    expect(problemIn(answer)).toBe('404 not-found');
    expect({ ...answer.body, instance: '' }).toEqual({ ...nothing.body, instance: '' });
    expect(answer.headers.has('etag')).toBe(false);
  }
});

test('GET /orders/:id: no token, 401', async () => {
  const { order } = await reservedTicket(market);
  expect(problemIn(await market.anonymous.get(`/api/orders/${order.id}`))).toBe('401 unauthenticated');
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
  ['the key of a copy', 'ticket:1'],
])('GET /orders/:id: %s, 404', async (_, id) => {
  const buyer = await market.newUser('buyer');
  expect(problemIn(await buyer.get(`/api/orders/${id}`))).toBe('404 not-found');
});

test('GET /orders/replicas/:ticketId: anybody, the copy whole, held or not', async () => {
  const { seller, buyer, ticket, order } = await reservedTicket(market);
  const { title, price, currency, sellerId } = ticket;
  const copy = { ticketId: ticket.id, title, price, currency, sellerId };
  const path = `/api/orders/replicas/${ticket.id}`;
  const held = await market.anonymous.get(path);
  expect([held.status, held.body]).toEqual([200, { ...copy, status: 'reserved', version: 1, held: true }]);
  await buyer.delete(`/api/orders/${order.id}`);
  expect((await market.anonymous.get(path)).body.held).toBe(false);
  const withdrawn = await listTicket(seller);
  await withdrawTicket(seller, withdrawn.id);
  const gone = await market.anonymous.get(`/api/orders/replicas/${withdrawn.id.toUpperCase()}`);
  expect(gone.body).toEqual({
    ...copy,
    ticketId: withdrawn.id,
    status: 'withdrawn',
    version: 1,
    held: false,
  });
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
])('GET /orders/replicas/:ticketId: %s, 404', async (_, id) => {
  expect(problemIn(await market.anonymous.get(`/api/orders/replicas/${id}`))).toBe('404 not-found');
});

function ids({ body }: Answer): string[] {
  return body.items.map(({ id }: { id: string }) => id);
}
