import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { entryTypes } from '../support/entries.js';
import {
  listTicket,
  placeOrder,
  reservedTicket,
  untilReplica,
  untilTicket,
  useHttpMarket,
  withdrawTicket,
} from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';

const market = useHttpMarket();
const path = '/api/orders';

test('POST /orders: 201 with Location, ETag and the order whole, held for 900 s', async () => {
  const { buyer, ticket } = await offered({ title: 'Hamlet', price: 2500, currency: 'eur' });
  const answer = await buyer.post(path, { ticketId: ticket.id });
  const { id, createdAt } = answer.body;
  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`/api/orders/${id}`);
  expect(answer.headers.get('etag')).toBe('"0"');
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{9}000$/),
    status: 'created',
    reason: null,
    buyerId: buyer.id,
    ticket: { id: ticket.id, title: 'Hamlet', price: 2500, currency: 'eur', version: 0 },
    expiresAt: new Date(Date.parse(createdAt) + 900_000).toISOString(),
    refundDue: false,
    paymentReference: null,
    refunds: [],
    version: 0,
    createdAt,
    updatedAt: createdAt,
  });
  expect((await buyer.get(`/api/orders/${id}`)).body).toEqual(answer.body);
});

test('POST /orders: the price that the buyer saw, 201', async () => {
  const { buyer, ticket } = await offered();
  expect(await buyer.post(path, { ticketId: ticket.id, price: 2000 })).toMatchObject({ status: 201 });
});

test.each([1999, 2001, 1])('POST /orders: the price %i for a ticket of 2000, 409', async (price) => {
  const { buyer, ticket } = await offered();
  const answer = await buyer.post(path, { ticketId: ticket.id, price });
  expect(problemIn(answer)).toBe('409 price-changed');
  expect(answer.body.detail).toContain('2000');
  expect((await buyer.get(path)).body.items).toEqual([]);
});

test('POST /orders: a ticket that was repriced, the old price is refused and the new one is the order’s', async () => {
  const { seller, buyer, ticket } = await offered();
  await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
  await untilReplica(buyer, ticket.id, { version: 1 });
  expect(problemIn(await buyer.post(path, { ticketId: ticket.id, price: 2000 }))).toBe('409 price-changed');
  const { body } = await buyer.post(path, { ticketId: ticket.id, price: 3000 });
  expect(body.ticket).toMatchObject({ price: 3000, version: 1 });
});

test('POST /orders: a ticket that is repriced later, the order keeps its price', async () => {
  const { seller, buyer, ticket } = await offered();
  const order = await placeOrder(buyer, ticket.id);
  await buyer.delete(`${path}/${order.id}`);
  await untilTicket(seller, ticket.id, { version: 2 });
  await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000, title: 'Macbeth' });
  await untilReplica(buyer, ticket.id, { version: 3 });
  expect((await buyer.get(`${path}/${order.id}`)).body.ticket).toEqual(order.ticket);
});

test('POST /orders: a ticket that a cancelled order gave back, 201', async () => {
  const { seller, buyer, ticket } = await offered();
  const order = await placeOrder(buyer, ticket.id);
  await buyer.delete(`${path}/${order.id}`);
  await untilReplica(seller, ticket.id, { version: 2 });
  const second = await placeOrder(await market.newUser('second'), ticket.id);
  expect(second.ticket.version).toBe(2);
  expect(await entryTypes(market.redis.connect(), 'orders', ticket.id)).toEqual([
    ...['order:created', 'order:cancelled', 'order:created'],
  ]);
});

test('POST /orders: the id in upper case, the same ticket', async () => {
  const { buyer, ticket } = await offered();
  const { status, body } = await buyer.post(path, { ticketId: ticket.id.toUpperCase() });
  expect([status, body.ticket.id]).toEqual([201, ticket.id]);
});

test('POST /orders: one’s own ticket, 403 and no order', async () => {
  const { seller, ticket } = await offered();
  expect(problemIn(await seller.post(path, { ticketId: ticket.id }))).toBe('403 own-ticket');
  expect((await seller.get(path)).body.items).toEqual([]);
});

test('POST /orders: a ticket that somebody else ordered, 409', async () => {
  const { ticket } = await reservedTicket(market);
  const second = await market.newUser('second');
  expect(problemIn(await second.post(path, { ticketId: ticket.id }))).toBe('409 ticket-reserved');
});

test('POST /orders: the same buyer again, 409', async () => {
  const { buyer, ticket } = await reservedTicket(market);
  expect(problemIn(await buyer.post(path, { ticketId: ticket.id }))).toBe('409 ticket-reserved');
  expect((await buyer.get(path)).body.items).toHaveLength(1);
});

test('POST /orders: a withdrawn ticket, 409', async () => {
  const { seller, buyer, ticket } = await offered();
  await withdrawTicket(seller, ticket.id);
  expect(problemIn(await buyer.post(path, { ticketId: ticket.id }))).toBe('409 ticket-withdrawn');
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
])('POST /orders: %s, 404', async (_, ticketId) => {
  const buyer = await market.newUser('buyer');
  expect(problemIn(await buyer.post(path, { ticketId }))).toBe('404 not-found');
});

test('POST /orders: no token, 401', async () => {
  const { ticket } = await offered();
  expect(problemIn(await market.anonymous.post(path, { ticketId: ticket.id }))).toBe('401 unauthenticated');
});

test.each([
  ['no ticket', { ticketId: undefined }, ['/ticketId']],
  ['no UUID', { ticketId: 'row-5' }, ['/ticketId']],
  ['a UUID and more', { ticketId: `${randomUUID()}0` }, ['/ticketId']],
  ['a ticket that is null', { ticketId: null }, ['/ticketId']],
  ['a price in fractions', { price: 19.99 }, ['/price']],
  ['a price of nothing', { price: 0 }, ['/price']],
  ['a price below nothing', { price: -2000 }, ['/price']],
  ['a price one too high', { price: 100_000_001 }, ['/price']],
  ['a price that is text', { price: '2000' }, ['/price']],
  ['a version below 0', { ticketVersion: -1 }, ['/ticketVersion']],
  ['a version in fractions', { ticketVersion: 0.5 }, ['/ticketVersion']],
  ['a version that is no safe integer', { ticketVersion: 2 ** 53 }, ['/ticketVersion']],
  ['a version that is text', { ticketVersion: '0' }, ['/ticketVersion']],
  ['an unknown field', { colour: 'red' }, ['/colour']],
  ['fields that the server sets', { buyerId: 'ann', status: 'complete' }, ['/buyerId', '/status']],
])('POST /orders: %s, 422 names the field', async (_, fields, pointers) => {
  const buyer = await market.newUser('buyer');
  const answer = await buyer.post(path, { ticketId: randomUUID(), ...fields });
  expect(invalidFields(answer).sort()).toEqual(pointers);
});

async function offered(details: object = {}) {
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  return { seller, buyer, ticket: await listTicket(seller, details) };
}
