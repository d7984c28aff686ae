import { expect, onTestFinished, test } from 'vitest';
import type { RedisTarget } from '../../src/redis/index.js';
import { checkConsistency } from '../support/consistency.js';
import { entriesAbout, entryOf, type WholeEntry } from '../support/entries.js';
import { type Client, startHoldfast, type TestServer } from '../support/holdfast.js';
import { newUser, untilOrder, untilReplica, untilTicket } from '../support/http-market.js';
import { startRedis } from '../support/redis.js';
import { startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';

interface World {
  readonly partitions?: number;
  readonly servers?: (target: RedisTarget, env: Record<string, string>) => Promise<Servers>;
  readonly end?: 'cancel' | 'expire';
}

/** The story of design.md, step by step, in all the worlds in which it has to work. */
test.each<[string, World]>([
  ['one partition', {}],
  ['four partitions', { partitions: 4 }],
  ['two server processes on one Redis', { servers: twoProcesses }],
  ['a hold that expires', { end: 'expire' }],
])(
  'story, %s: both modules agree at each step',
  async (_, { partitions = 1, servers = inThisProcess, end = 'cancel' }) => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const reader = redis.connect();
    const env = { PARTITIONS: String(partitions), ...(end === 'expire' && { ORDER_HOLD_SECONDS: '2' }) };
    const world = alternating(await servers(redis.target, env));
    const seller = await newUser(world, 'seller');
    const buyer = await newUser(world, 'buyer');

    const listed = await seller.post('/api/tickets', { title: 'Row 5', price: 2000 });
    expect(listed.status).toBe(201);
    const ticketId: string = listed.body.id;
    const version0 = {
      id: ticketId,
      title: 'Row 5',
      price: 2000,
      currency: 'usd',
      venue: null,
      startsAt: null,
      seat: null,
      sellerId: seller.id,
      status: 'available',
      orderId: null,
      version: 0,
      createdAt: listed.body.createdAt,
      updatedAt: listed.body.createdAt,
    };
    expect(listed.body).toEqual(version0);
    const tickets = [
      entryOf('tickets', { type: 'ticket:created', subject: ticketId, sequence: 0, data: version0 }),
    ];
    const orders: WholeEntry[] = [];
    await expectModules(version0, { held: false });

    const ordered = await buyer.post('/api/orders', { ticketId });
    expect(ordered.status).toBe(201);
    const orderId: string = ordered.body.id;
    const created = {
      id: orderId,
      status: 'created',
      reason: null,
      buyerId: buyer.id,
      ticket: { id: ticketId, title: 'Row 5', price: 2000, currency: 'usd', version: 0 },
      expiresAt: ordered.body.expiresAt,
      refundDue: false,
      paymentReference: null,
      refunds: [],
      version: 0,
      createdAt: ordered.body.createdAt,
      updatedAt: ordered.body.createdAt,
    };
    expect(ordered.body).toEqual(created);
    orders.push(entryOf('orders', { type: 'order:created', subject: ticketId, sequence: 1, data: created }));
    const reserved = await untilTicket(seller, ticketId, { version: 1 });
    expect(reserved).toEqual({
      ...version0,
      status: 'reserved',
      orderId,
      version: 1,
      updatedAt: reserved.updatedAt,
    });
    tickets.push(
      entryOf('tickets', { type: 'ticket:updated', subject: ticketId, sequence: 1, data: reserved }),
    );
    await expectModules(reserved, { held: true });

    if (end === 'cancel') expect((await buyer.delete(`/api/orders/${orderId}`)).status).toBe(204);
    const cancelled = await untilOrder(buyer, orderId, { status: 'cancelled' });
    const caused = end === 'cancel';
    const reason = caused ? 'buyer' : 'expired';
    expect(cancelled).toEqual({
      ...{ ...created, status: 'cancelled', reason, version: 1 },
      updatedAt: cancelled.updatedAt,
    });
    orders.push(
      entryOf('orders', { type: 'order:cancelled', subject: ticketId, sequence: 2, data: cancelled, caused }),
    );
    const freed = await untilTicket(seller, ticketId, { version: 2 });
    expect(freed).toEqual({ ...version0, version: 2, updatedAt: freed.updatedAt });
    tickets.push(
      entryOf('tickets', { type: 'ticket:updated', subject: ticketId, sequence: 2, data: freed, caused }),
    );
    await expectModules(freed, { held: false });

    const repriced = await seller.patch(`/api/tickets/${ticketId}`, { price: 3000 }, { 'If-Match': '"2"' });
    expect([repriced.status, repriced.headers.get('etag')]).toEqual([200, '"3"']);
    const { updatedAt } = repriced.body;
    expect(repriced.body).toEqual({ ...version0, price: 3000, version: 3, updatedAt });
    const version3 = { type: 'ticket:updated', subject: ticketId, sequence: 3, data: repriced.body };
    tickets.push(entryOf('tickets', version3));
    await expectModules(repriced.body, { held: false });

    await waitFor(async () => (await checkConsistency(reader, partitions)).length === 0, {
      what: 'every stream, record, copy and index to agree',
    });

    /** What both modules show of the ticket, through both servers, and all that the streams tell of it. */
    async function expectModules(ticket: typeof version0 | typeof reserved, { held }: { held: boolean }) {
      const { title, price, currency, sellerId, status, version } = ticket;
      const copied = { title, price, currency, sellerId, status, version };
      await untilReplica(buyer, ticketId, { version });
      for (const server of world.servers) {
        const copy = await server.anonymous.get(`/api/orders/replicas/${ticketId}`);
        expect([copy.status, copy.body]).toEqual([200, { ticketId, ...copied, held }]);
        const shown = await server.anonymous.get(`/api/tickets/${ticketId}`);
        expect([shown.status, shown.headers.get('etag'), shown.body]).toEqual([200, `"${version}"`, ticket]);
      }
      expect(await entriesAbout(reader, 'tickets', ticketId)).toEqual(tickets);
      expect(await entriesAbout(reader, 'orders', ticketId)).toEqual(orders);
    }
  },
);

type Servers = readonly Omit<TestServer, 'stop'>[];

async function inThisProcess(target: RedisTarget, env: Record<string, string>): Promise<Servers> {
  const server = await startHoldfast({ target }, env);
  onTestFinished(server.stop);
  return [server];
}

function twoProcesses(target: RedisTarget, env: Record<string, string>): Promise<Servers> {
  const start = () => startServerProcess({ REDIS_URL: target, ...env });
  return Promise.all([start(), start()]);
}

/** Each request of a client goes to the next server. */
function alternating(servers: Servers) {
  return {
    servers,
    async as(user: string): Promise<Client> {
      const clients = await Promise.all(servers.map((server) => server.as(user)));
      let turn = 0;
      const next = () => {
        const client = clients[turn % clients.length];
        turn += 1;
        if (client === undefined) throw new Error('there is no server');
        return client;
      };
      return {
        get: (...request) => next().get(...request),
        post: (...request) => next().post(...request),
        patch: (...request) => next().patch(...request),
        delete: (...request) => next().delete(...request),
      };
    },
  };
}
