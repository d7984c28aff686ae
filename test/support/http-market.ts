import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { type Client, startHoldfast, type TestServer } from './holdfast.js';
import { type RedisServer, useRedis } from './redis.js';
import { waitFor } from './wait-for.js';

/** A user that no other test has, as they call a server. */
export interface User extends Client {
  readonly id: string;
}

export interface HttpMarket {
  readonly redis: Omit<RedisServer, 'stop'>;
  readonly url: string;
  readonly anonymous: Client;
  newUser(name: string): Promise<User>;
}

/**
 * A server and its Redis for the tests of a file, with the environment beyond what tests need anyway.
 *
 * @example
 * const market = useHttpMarket({ PARTITIONS: '4' });
 * test('…', async () => { const seller = await market.newUser('seller'); });
 */
export function useHttpMarket(env: Record<string, string> = {}): HttpMarket {
  const redis = useRedis();
  let running: TestServer | undefined;
  const server = () => {
    if (running === undefined) throw new Error('useHttpMarket: its server runs only while tests run');
    return running;
  };
  beforeAll(async () => {
    running = await startHoldfast(redis, env);
  });
  afterAll(() => running?.stop());
  return {
    redis,
    get url() {
      return server().url;
    },
    get anonymous() {
      return server().anonymous;
    },
    newUser: (name) => newUser(server(), name),
  };
}

export async function newUser(server: Pick<TestServer, 'as'>, name: string): Promise<User> {
  const id = `${name}-${randomUUID()}`;
  return { id, ...(await server.as(id)) };
}

/** Lists a ticket; resolves when the orders module knows it. */
export async function listTicket(seller: Client, details: object = {}): Promise<Ticket> {
  const answer = await seller.post('/api/tickets', { title: 'Row 5', price: 2000, ...details });
  expect(answer.status).toBe(201);
  await untilReplica(seller, answer.body.id, { version: 0 });
  return answer.body;
}

/** Orders a ticket; resolves when the tickets module knows it. */
export async function placeOrder(buyer: Client, ticketId: string): Promise<Order> {
  const answer = await buyer.post('/api/orders', { ticketId });
  expect(answer.status).toBe(201);
  await untilTicket(buyer, ticketId, { orderId: answer.body.id });
  return answer.body;
}

/** A ticket that an order holds, as both modules know. */
export async function reservedTicket(market: Pick<HttpMarket, 'newUser'>) {
  const [seller, buyer] = await Promise.all([market.newUser('seller'), market.newUser('buyer')]);
  const { id } = await listTicket(seller);
  const order = await placeOrder(buyer, id);
  await untilReplica(seller, id, { version: 1 });
  return { seller, buyer, ticket: await untilTicket(seller, id, { version: 1 }), order };
}

/** Withdraws a ticket; resolves when the orders module knows it. */
export async function withdrawTicket(seller: Client, ticketId: string): Promise<void> {
  expect((await seller.delete(`/api/tickets/${ticketId}`)).status).toBe(204);
  await untilReplica(seller, ticketId, { status: 'withdrawn' });
}

/** Waits until the tickets module shows a ticket with these fields. */
export function untilTicket(client: Client, ticketId: string, fields: Partial<Ticket>): Promise<Ticket> {
  return untilShown(client, `/api/tickets/${ticketId}`, fields);
}

/** Waits until the orders module's copy of a ticket has these fields. */
export function untilReplica(client: Client, ticketId: string, fields: object): Promise<object> {
  return untilShown(client, `/api/orders/replicas/${ticketId}`, fields);
}

/** Waits until an order has these fields, as its buyer sees it. */
export function untilOrder(buyer: Client, orderId: string, fields: Partial<Order>): Promise<Order> {
  return untilShown(buyer, `/api/orders/${orderId}`, fields);
}

function untilShown<Shown>(client: Client, path: string, fields: object): Promise<Shown> {
  return waitFor(
    async () => {
      const { status, body } = await client.get(path);
      return status === 200 && Object.entries(fields).every(([name, value]) => body[name] === value) && body;
    },
    { what: `${path} to show ${JSON.stringify(fields)}` },
  );
}
