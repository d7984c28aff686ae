import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { listTicket, useHttpMarket } from '../support/http-market.js';
import { pauseGroup } from '../support/paused-group.js';
import { problemIn } from '../support/problem.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket();

test('ticketVersion: a copy that has reached it, 201 at once', async () => {
  const { buyer, ticket } = await offered();
  const { status, body } = await buyer.post('/api/orders', { ticketId: ticket.id, ticketVersion: 0 });
  expect([status, body.ticket.version]).toEqual([201, 0]);
});

test('ticketVersion: a copy that is behind and catches up, 201 for the version that the buyer saw', async () => {
  const { seller, buyer, ticket } = await offered();
  const resume = await pauseOrders();
  await seller.patch(`/api/tickets/${ticket.id}`, { price: 3000 });
  const waiting = await readsOf(`{0}:orders:ticket:${ticket.id}`);

  const ordering = buyer.post('/api/orders', { ticketId: ticket.id, price: 3000, ticketVersion: 1 });
  await waitFor(() => waiting() > 2, { what: 'the server to look at its copy again and again' });
  await resume();

  const { status, body } = await ordering;
  expect([status, body.ticket]).toEqual([201, expect.objectContaining({ price: 3000, version: 1 })]);
});

test('ticketVersion: a copy that does not exist yet, 201 when it does', async () => {
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  const resume = await pauseOrders();
  const { body: ticket } = await seller.post('/api/tickets', { title: 'Row 5', price: 2000 });
  expect(problemIn(await buyer.post('/api/orders', { ticketId: ticket.id }))).toBe('404 not-found');
  const waiting = await readsOf(`{0}:orders:ticket:${ticket.id}`);

  const ordering = buyer.post('/api/orders', { ticketId: ticket.id, ticketVersion: 0 });
  await waitFor(() => waiting() > 2, { what: 'the server to look at its copy again and again' });
  await resume();

  expect(await ordering).toMatchObject({ status: 201 });
});

test('ticketVersion: a copy that stays behind, 503 after a second and no order', async () => {
  const { buyer, ticket } = await offered();
  const startedAt = performance.now();
  const answer = await buyer.post('/api/orders', { ticketId: ticket.id, ticketVersion: 1 });
  const elapsedMs = performance.now() - startedAt;
  expect(problemIn(answer)).toBe('503 replica-behind');
  expect(elapsedMs).toBeGreaterThanOrEqual(990);
  expect(elapsedMs).toBeLessThan(2000);
  expect((await buyer.get('/api/orders')).body.items).toEqual([]);
  expect((await buyer.get(`/api/orders/replicas/${ticket.id}`)).body.held).toBe(false);
});

test('ticketVersion: a ticket that nobody has, 404 within 2 s', async () => {
  const buyer = await market.newUser('buyer');
  const startedAt = performance.now();
  const ticketId = randomUUID().replace(/...$/, '000');
  const answer = await buyer.post('/api/orders', { ticketId, ticketVersion: 0 });
  expect(problemIn(answer)).toBe('404 not-found');
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

async function offered() {
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  return { seller, buyer, ticket: await listTicket(seller) };
}

function pauseOrders() {
  return pauseGroup(market.redis.connect(), { stream: 'tickets', group: 'orders' });
}

/** Counts how often a hash is read whole from now on. */
async function readsOf(key: string): Promise<() => number> {
  const monitor: Redis = await market.redis.connect().monitor();
  onTestFinished(() => monitor.disconnect());
  let reads = 0;
  monitor.on('monitor', (_time, [command, first]: string[]) => {
    if (command?.toLowerCase() === 'hgetall' && first === key) reads += 1;
  });
  return () => reads;
}
