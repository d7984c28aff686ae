import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { entriesAbout, entryOf, entryTypes } from '../support/entries.js';
import { listTicket, reservedTicket, useHttpMarket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';

const market = useHttpMarket();

test('DELETE /tickets/:id: the seller, 204 and the withdrawn ticket is announced', async () => {
  const { seller, ticket, path } = await listed();
  const answer = await seller.delete(path);
  expect([answer.status, answer.body]).toEqual([204, undefined]);
  const { body } = await seller.get(path);
  expect(body).toEqual({ ...ticket, status: 'withdrawn', version: 1, updatedAt: body.updatedAt });
  const [, entry] = await entriesAbout(market.redis.connect(), 'tickets', ticket.id);
  expect(entry).toEqual(
    entryOf('tickets', { type: 'ticket:withdrawn', subject: ticket.id, sequence: 1, data: body }),
  );
});

test('DELETE /tickets/:id: twice, 204 both times and one entry', async () => {
  const { seller, ticket, path } = await listed();
  expect((await seller.delete(path)).status).toBe(204);
  expect((await seller.delete(path)).status).toBe(204);
  expect((await seller.get(path)).body.version).toBe(1);
  const types = await entryTypes(market.redis.connect(), 'tickets', ticket.id);
  expect(types).toEqual(['ticket:created', 'ticket:withdrawn']);
});

test('DELETE /tickets/:id: the id in upper case, the same ticket', async () => {
  const { seller, ticket, path } = await listed();
  expect((await seller.delete(`/api/tickets/${ticket.id.toUpperCase()}`)).status).toBe(204);
  expect((await seller.get(path)).body.status).toBe('withdrawn');
});

test('DELETE /tickets/:id: If-Match of the version it has, 204', async () => {
  const { seller, path } = await listed();
  expect((await seller.delete(path, { 'if-match': '"0"' })).status).toBe(204);
});

test('DELETE /tickets/:id: a stale If-Match, 412 and nothing changed', async () => {
  const { seller, ticket, path } = await listed();
  expect(problemIn(await seller.delete(path, { 'if-match': '"1"' }))).toBe('412 version-mismatch');
  expect((await seller.get(path)).body).toEqual(ticket);
});

test('DELETE /tickets/:id: somebody else, 403 and nothing changed', async () => {
  const { ticket, path } = await listed();
  const other = await market.newUser('other');
  expect(problemIn(await other.delete(path))).toBe('403 not-seller');
  expect((await other.get(path)).body).toEqual(ticket);
});

test('DELETE /tickets/:id: somebody else when it is withdrawn already, 403', async () => {
  const { seller, path } = await listed();
  await seller.delete(path);
  const other = await market.newUser('other');
  expect(problemIn(await other.delete(path))).toBe('403 not-seller');
});

test('DELETE /tickets/:id: a reserved ticket, 409 and nothing changed', async () => {
  const { seller, ticket } = await reservedTicket(market);
  const path = `/api/tickets/${ticket.id}`;
  expect(problemIn(await seller.delete(path))).toBe('409 ticket-reserved');
  expect((await seller.get(path)).body).toEqual(ticket);
});

test('DELETE /tickets/:id: no token, 401', async () => {
  const { path } = await listed();
  expect(problemIn(await market.anonymous.delete(path))).toBe('401 unauthenticated');
});

test.each([
  ['an id that nobody has', randomUUID().replace(/...$/, '000')],
  ['an id in a partition that does not exist', randomUUID().replace(/...$/, 'fff')],
  ['no UUID', 'row-5'],
])('DELETE /tickets/:id: %s, 404', async (_, id) => {
  const seller = await market.newUser('seller');
  expect(problemIn(await seller.delete(`/api/tickets/${id}`))).toBe('404 not-found');
});

async function listed() {
  const seller = await market.newUser('seller');
  const ticket = await listTicket(seller);
  return { seller, ticket, path: `/api/tickets/${ticket.id}` };
}
