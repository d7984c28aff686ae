import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { listTicket, reservedTicket, useHttpMarket, withdrawTicket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';

const market = useHttpMarket();

test('GET /tickets/:id: anybody, 200 with the ticket and its version as ETag', async () => {
  const ticket = await listTicket(await market.newUser('seller'));
  const { status, headers, body } = await market.anonymous.get(`/api/tickets/${ticket.id}`);
  expect([status, headers.get('etag'), body]).toEqual([200, '"0"', ticket]);
});

test('GET /tickets/:id: a reserved ticket, it shows the order and its version', async () => {
  const { ticket, order } = await reservedTicket(market);
  const { headers, body } = await market.anonymous.get(`/api/tickets/${ticket.id}`);
  expect(body).toMatchObject({ status: 'reserved', orderId: order.id, version: 1 });
  expect(headers.get('etag')).toBe('"1"');
});

test('GET /tickets/:id: a withdrawn ticket, it is still there', async () => {
  const seller = await market.newUser('seller');
  const { id } = await listTicket(seller);
  await withdrawTicket(seller, id);
  expect((await market.anonymous.get(`/api/tickets/${id}`)).body).toMatchObject({
    status: 'withdrawn',
    version: 1,
  });
});

test.each(['"0"', 'W/"0"', '*', '"7", "0"', '"7",W/"0"'])(
  'GET /tickets/:id: If-None-Match %s at version 0, 304 with the ETag and no body',
  async (tag) => {
    const { id } = await listTicket(await market.newUser('seller'));
    const answer = await market.anonymous.get(`/api/tickets/${id}`, { 'if-none-match': tag });
    expect([answer.status, answer.headers.get('etag'), answer.body]).toEqual([304, '"0"', undefined]);
  },
);

test.each(['"1"', '0', '"00"', '"7", "8"'])(
  'GET /tickets/:id: If-None-Match %s at version 0, 200 with the ticket',
  async (tag) => {
    const ticket = await listTicket(await market.newUser('seller'));
    const answer = await market.anonymous.get(`/api/tickets/${ticket.id}`, { 'if-none-match': tag });
    expect([answer.status, answer.body]).toEqual([200, ticket]);
  },
);

test('GET /tickets/:id: If-None-Match of the version before, 200 with the new one', async () => {
  const seller = await market.newUser('seller');
  const { id } = await listTicket(seller);
  await seller.patch(`/api/tickets/${id}`, { price: 3000 });
  const answer = await market.anonymous.get(`/api/tickets/${id}`, { 'if-none-match': '"0"' });
  expect([answer.status, answer.headers.get('etag'), answer.body.price]).toEqual([200, '"1"', 3000]);
});

test('GET /tickets/:id: the id in upper case, the same ticket', async () => {
  const ticket = await listTicket(await market.newUser('seller'));
  expect((await market.anonymous.get(`/api/tickets/${ticket.id.toUpperCase()}`)).body).toEqual(ticket);
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
  ['a UUID and more', `${randomUUID()}0`],
  ['a UUID without its hyphens', randomUUID().replaceAll('-', '')],
  ['a key of Redis', `ticket:${randomUUID()}`],
  ['a byte that ends a text in C', '%00'],
  ['an encoding that is none', '%zz'],
])('GET /tickets/:id: %s, 404', async (_, id) => {
  expect(problemIn(await market.anonymous.get(`/api/tickets/${id}`))).toBe('404 not-found');
});
