import { describe, expect, test, vi } from 'vitest';
import { entriesAbout, entryTypes } from '../support/entries.js';
import { listTicket, untilReplica, untilTicket } from '../support/http-market.js';
import { killAfter, killBefore } from '../support/kill-at.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { problemIn } from '../support/problem.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { expectSound } from '../support/sound.js';
import { waitFor } from '../support/wait-for.js';

// What a dead process left is taken over after 5 to 8 s, and servers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

const ONCE = { 'idempotency-key': 'the-one-order' };
const EXEC_OF_PATCH = /"price":3000.*\r\nexec\r\n/s;
const EXEC_OF_ORDER = /order:created.*\r\nexec\r\n/s;
const EXEC_OF_REACTION = /\r\nxack\r\n.*\r\nexec\r\n/s;

describe('kill -9 of the server before EXEC', () => {
  test('PATCH: nothing is stored, and the next server writes it', async () => {
    const world = await open();
    const { seller, ticket } = world;
    void world.killBefore(EXEC_OF_PATCH);
    const path = `/api/tickets/${ticket.id}`;
    await expect(seller.patch(path, { price: 3000 }, { 'if-match': '"0"' })).rejects.toThrow('fetch failed');

    const next = await world.restart();
    const again = await next.seller.patch(path, { price: 3000 }, { 'if-match': '"0"' });
    expect([again.status, again.body.version]).toEqual([200, 1]);
    expect(await entryTypes(world.client, 'tickets', ticket.id)).toEqual([
      'ticket:created',
      'ticket:updated',
    ]);
    await expectSound(world.redis);
  });

  test('POST with an Idempotency-Key: nothing is stored, and repeated it is made', async () => {
    const world = await open();
    const { buyer, ticket } = world;
    void world.killBefore(EXEC_OF_ORDER);
    const order = { ticketId: ticket.id };
    await expect(buyer.post('/api/orders', order, ONCE)).rejects.toThrow('fetch failed');

    const next = await world.restart();
    expect((await next.buyer.get('/api/orders')).body.items).toEqual([]);
    expect((await next.buyer.post('/api/orders', order, ONCE)).status).toBe(201);
    expect(await entryTypes(world.client, 'orders', ticket.id)).toEqual(['order:created']);
    await expectSound(world.redis);
  });
});

describe('kill -9 of the server after EXEC and before the reply', () => {
  test('PATCH: it is stored once, and If-Match tells whoever asks again', async () => {
    const world = await open();
    const { seller, ticket } = world;
    void world.killAfter(EXEC_OF_PATCH);
    const path = `/api/tickets/${ticket.id}`;
    await expect(seller.patch(path, { price: 3000 }, { 'if-match': '"0"' })).rejects.toThrow('fetch failed');

    const next = await world.restart();
    const again = await next.seller.patch(path, { price: 3000 }, { 'if-match': '"0"' });
    expect(problemIn(again)).toBe('412 version-mismatch');
    await untilReplica(next.seller, ticket.id, { version: 1, price: 3000 });
    expect(await entryTypes(world.client, 'tickets', ticket.id)).toEqual([
      'ticket:created',
      'ticket:updated',
    ]);
    await expectSound(world.redis);
  });

  test('POST with an Idempotency-Key: it is stored once, and repeated it answers that one', async () => {
    const world = await open();
    const { buyer, ticket } = world;
    void world.killAfter(EXEC_OF_ORDER);
    const order = { ticketId: ticket.id };
    await expect(buyer.post('/api/orders', order, ONCE)).rejects.toThrow('fetch failed');

    const next = await world.restart();
    const again = await next.buyer.post('/api/orders', order, ONCE);
    expect(again.status).toBe(201);
    await untilTicket(next.buyer, ticket.id, { orderId: again.body.id });
    const entries = await entriesAbout(world.client, 'orders', ticket.id);
    expect(entries).toMatchObject([{ type: 'order:created', data: { id: again.body.id } }]);
    await expectSound(world.redis);
  });
});

/** An entry is read, and its EXEC writes the record, what the record announces and the acknowledgement. */
describe('kill -9 of the server with an entry in hand', () => {
  test.each([
    { when: 'after read and before commit', after: false },
    { when: 'after its commit and before the reply', after: true },
  ])('$when: the ticket is reserved once, and the copy follows', async ({ after }) => {
    const world = await open();
    const { buyer, ticket } = world;
    const killed = after ? world.killAfter(EXEC_OF_REACTION) : world.killBefore(EXEC_OF_REACTION);
    const { body: order } = await buyer.post('/api/orders', { ticketId: ticket.id });
    await killed;

    const pending = await world.client.xpending('{0}:orders', 'tickets');
    expect(pending[0]).toBe(after ? 0 : 1);
    const next = await world.restart();
    await waitFor(() => untilTicket(next.buyer, ticket.id, { orderId: order.id, version: 1 }), {
      ...{ what: 'the entry to be taken over', timeoutMs: 20_000 },
    });
    await expectSound(world.redis);
    expect(await entryTypes(world.client, 'tickets', ticket.id)).toEqual([
      'ticket:created',
      'ticket:updated',
    ]);
  });
});

/** A Redis, and servers that one after the other work on it, the first one through a proxy. */
async function open() {
  const redis = await ownRedis();
  const proxy = await ownProxy(redis);
  const client = redis.connect();
  const server = await startServerProcess({ REDIS_URL: proxy.target });
  const { seller, buyer } = await usersOf(server);
  const ticket = await listTicket(seller);
  await expectSound(redis);
  return {
    ...{ redis, client, seller, buyer, ticket },
    killBefore: (kind: RegExp) => killBefore({ kind, server, proxy }),
    killAfter: (kind: RegExp) => killAfter({ kind, server, proxy }, client),
    async restart() {
      expect(await server.process.exited).toMatchObject({ signal: 'SIGKILL' });
      return await usersOf(await startServerProcess({ REDIS_URL: redis.target }));
    },
  };
}

async function usersOf(server: ServerProcess) {
  return { seller: await server.as('seller'), buyer: await server.as('buyer') };
}
