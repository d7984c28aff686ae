import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { entryTypes } from '../support/entries.js';
import { listTicket, reservedTicket, useHttpMarket, withdrawTicket } from '../support/http-market.js';
import { invalidFields, problemIn } from '../support/problem.js';

const market = useHttpMarket();

const details = {
  ...{ title: 'Hamlet', price: 2500, currency: 'eur', venue: 'Globe', seat: 'Row 5, 12' },
  startsAt: '2031-05-01T19:30:00.000Z',
};

test.each([
  { title: 'Macbeth' },
  { price: 1 },
  { currency: 'usd' },
  { venue: 'Rose' },
  { venue: null },
  { seat: 'Row 6' },
  { seat: null },
  { startsAt: '2032-01-01T00:00:00.000Z' },
  { startsAt: null },
  { title: 'Macbeth', price: 100_000_000, venue: null, seat: 'Row 6' },
])('PATCH /tickets/:id: %o, the next version with that alone changed', async (changes) => {
  const { seller, ticket, path } = await listed();
  const answer = await seller.patch(path, changes);
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
  const { updatedAt } = answer.body;
  expect(answer.body).toEqual({ ...ticket, ...changes, version: 1, updatedAt });
  expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(ticket.updatedAt));
  expect((await market.anonymous.get(path)).body).toEqual(answer.body);
});

test.each([
  ['nothing', {}],
  ['the values it has', details],
  [
    'the values it has, written otherwise',
    { title: ' Hamlet ', currency: 'EUR', startsAt: '2031-05-01T21:30:00+02:00' },
  ],
])('PATCH /tickets/:id: %s, 200 with the version as it was and no entry', async (_, changes) => {
  const { seller, ticket, path } = await listed();
  const answer = await seller.patch(path, changes);
  expect([answer.status, answer.headers.get('etag'), answer.body]).toEqual([200, '"0"', ticket]);
  expect(await entryTypes(market.redis.connect(), 'tickets', ticket.id)).toEqual(['ticket:created']);
});

test('PATCH /tickets/:id: one edit after another, a version and an entry for each', async () => {
  const { seller, ticket, path } = await listed();
  for (const price of [1, 2, 3]) expect((await seller.patch(path, { price })).body.version).toBe(price);
  const types = await entryTypes(market.redis.connect(), 'tickets', ticket.id);
  expect(types).toEqual(['ticket:created', 'ticket:updated', 'ticket:updated', 'ticket:updated']);
});

test('PATCH /tickets/:id: the id in upper case, the same ticket', async () => {
  const { seller, ticket } = await listed();
  const answer = await seller.patch(`/api/tickets/${ticket.id.toUpperCase()}`, { price: 1 });
  expect([answer.status, answer.body.id]).toEqual([200, ticket.id]);
});

test.each(['"0"', '*', '"7", "0"'])('PATCH /tickets/:id: If-Match %s at version 0, 200', async (tag) => {
  const { seller, path } = await listed();
  expect(await seller.patch(path, { price: 1 }, { 'if-match': tag })).toMatchObject({ status: 200 });
});

test.each(['"1"', 'W/"0"', '0', '', '"00"', '"7", "8"'])(
  'PATCH /tickets/:id: If-Match %s at version 0, 412 and nothing changed',
  async (tag) => {
    const { seller, ticket, path } = await listed();
    const answer = await seller.patch(path, { price: 1 }, { 'if-match': tag });
    expect(problemIn(answer)).toBe('412 version-mismatch');
    expect((await seller.get(path)).body).toEqual(ticket);
  },
);

test('PATCH /tickets/:id: an edit that changes nothing under a stale If-Match, 412', async () => {
  const { seller, path } = await listed();
  expect(problemIn(await seller.patch(path, {}, { 'if-match': '"1"' }))).toBe('412 version-mismatch');
});

test('PATCH /tickets/:id: somebody else, 403 and nothing changed', async () => {
  const { ticket, path } = await listed();
  const other = await market.newUser('other');
  expect(problemIn(await other.patch(path, { price: 1 }))).toBe('403 not-seller');
  expect((await other.get(path)).body).toEqual(ticket);
});

test('PATCH /tickets/:id: a reserved ticket, 409 and nothing changed', async () => {
  const { seller, ticket } = await reservedTicket(market);
  const path = `/api/tickets/${ticket.id}`;
  expect(problemIn(await seller.patch(path, { price: 1 }))).toBe('409 ticket-reserved');
  expect((await seller.get(path)).body).toEqual(ticket);
});

test('PATCH /tickets/:id: a withdrawn ticket, 409', async () => {
  const { seller, ticket, path } = await listed();
  await withdrawTicket(seller, ticket.id);
  expect(problemIn(await seller.patch(path, { price: 1 }))).toBe('409 ticket-withdrawn');
});

test('PATCH /tickets/:id: no token, 401', async () => {
  const { path } = await listed();
  expect(problemIn(await market.anonymous.patch(path, { price: 1 }))).toBe('401 unauthenticated');
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
])('PATCH /tickets/:id: %s, 404', async (_, id) => {
  const seller = await market.newUser('seller');
  expect(problemIn(await seller.patch(`/api/tickets/${id}`, { price: 1 }))).toBe('404 not-found');
});

test.each([
  ['a title taken away', { title: null }, ['/title']],
  ['a title of space alone', { title: ' ' }, ['/title']],
  ['a title of 201 characters', { title: 'H'.repeat(201) }, ['/title']],
  ['half a surrogate pair in the title', { title: '\ud83c' }, ['/title']],
  ['a price taken away', { price: null }, ['/price']],
  ['a price of nothing', { price: 0 }, ['/price']],
  ['a price one too high', { price: 100_000_001 }, ['/price']],
  ['a currency taken away', { currency: null }, ['/currency']],
  ['a currency with a digit', { currency: 'us1' }, ['/currency']],
  [
    'a startsAt whose offset leads past the year 9999',
    { startsAt: '9999-12-31T23:59:59-01:00' },
    ['/startsAt'],
  ],
  ['an unknown field', { colour: 'red' }, ['/colour']],
  [
    'fields that the server sets',
    { id: randomUUID(), version: 7, orderId: null },
    ['/id', '/orderId', '/version'],
  ],
  ['another seller', { sellerId: 'bob' }, ['/sellerId']],
  ['a body that is a list', [], ['']],
])('PATCH /tickets/:id: %s, 422 names it and nothing changed', async (_, changes, pointers) => {
  const { seller, ticket, path } = await listed();
  expect(invalidFields(await seller.patch(path, changes)).sort()).toEqual(pointers);
  expect((await seller.get(path)).body).toEqual(ticket);
});

async function listed() {
  const seller = await market.newUser('seller');
  const ticket = await listTicket(seller, details);
  return { seller, ticket, path: `/api/tickets/${ticket.id}` };
}
