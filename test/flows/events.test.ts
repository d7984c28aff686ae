import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Event } from '../../src/bus/index.js';
import type { Ticket } from '../../src/events/tickets.js';
import { connectionsNamed } from '../support/connections.js';
import type { Received } from '../support/event-reader.js';
import { type Follower, follow } from '../support/follow.js';
import { startHoldfast, type TestServer } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder, untilTicket, useHttpMarket } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { invalidFields, problemIn } from '../support/problem.js';
import type { RedisServer } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket();

test('GET /events: somebody without a token, is told of every change of every ticket and of no order', async () => {
  const follower = await follow(market);
  const [seller, buyer] = [await market.newUser('seller'), await market.newUser('buyer')];
  const ticket = await listTicket(seller);
  const order = await placeOrder(buyer, ticket.id);
  await buyer.delete(`/api/orders/${order.id}`);
  const last = await untilTicket(seller, ticket.id, { version: 2 });
  await waitFor(() => versionsOf(ticket.id, follower).length === 3, { what: 'three versions' });
  expect(follower.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/\S/),
  });
  const events = told(follower).filter(({ event }) => event.subject === ticket.id);
  expect(events.map(({ name, event }) => [name, event.type, event.sequence])).toEqual([
    ['ticket', 'ticket:created', 0],
    ['ticket', 'ticket:updated', 1],
    ['ticket', 'ticket:updated', 2],
  ]);
  expect(events.at(-1)?.event).toEqual({
    id: `${ticket.id}/2`,
    type: 'ticket:updated',
    source: '/holdfast/tickets',
    time: last.updatedAt,
    subject: ticket.id,
    sequence: 2,
    data: last,
  });
  expect(told(follower).filter(({ name }) => name !== 'ticket')).toEqual([]);
});

test('GET /events: a buyer, is told of their own orders and of nobody else’s', async () => {
  const [seller, ann, ben] = await Promise.all(['seller', 'ann', 'ben'].map((name) => market.newUser(name)));
  if (!seller || !ann || !ben) throw new Error('there are no users');
  const toAnn = await follow(market, { user: ann.id });
  const toBen = await follow(market, { user: ben.id });
  const toSeller = await follow(market, { user: seller.id });
  const [mine, other] = [await listTicket(seller), await listTicket(seller)];
  const order = await placeOrder(ann, mine.id);
  await ann.delete(`/api/orders/${order.id}`);
  const others = await placeOrder(ben, other.id);
  await untilTicket(seller, mine.id, { version: 2 });
  for (const follower of [toAnn, toBen, toSeller]) {
    await waitFor(() => versionsOf(other.id, follower).length === 2, { what: 'the last version' });
    await waitFor(() => versionsOf(mine.id, follower).length === 3, { what: 'the last version' });
  }
  await waitFor(() => ordersTold(toAnn).length === 2 && ordersTold(toBen).length === 1, {
    what: 'the orders',
  });
  expect(ordersTold(toAnn)).toEqual([
    ['order:created', order.id],
    ['order:cancelled', order.id],
  ]);
  expect(ordersTold(toBen)).toEqual([['order:created', others.id]]);
  expect(ordersTold(toSeller)).toEqual([]);
});

test.each([0, 1])(
  'GET /events: a load of changes in 4 partitions, cut and resumed at %i other servers, shows each version once in order',
  async (others) => {
    const redis = await ownRedis();
    const servers: TestServer[] = [];
    for (let i = 0; i <= others; i += 1) servers.push(await ownServer(redis, { PARTITIONS: '4' }));
    const [first] = servers;
    if (!first) throw new Error('there is no server');
    const visits = [await follow(first)];
    const load = changeTickets(first, { redis, partitions: 4, tickets: 8, changes: 25 });
    let loading = true;
    void load.finally(() => {
      loading = false;
    });
    let after = '';
    for (let i = 1; loading; i += 1) {
      const visit = visits.at(-1);
      if (!visit) break;
      await waitFor(() => visit.received.messages.length >= 5 || !loading, { what: 'some events' });
      visit.vanish();
      // It is remembered over all connections.
      after = visit.received.lastEventId || after;
      visits.push(await follow(servers[i % servers.length] ?? first, { after }));
    }
    for (const { id, version } of await load) {
      await waitFor(() => versionsOf(id, ...visits).includes(version), {
        what: `version ${version} of ${id}`,
      });
      expect(versionsOf(id, ...visits)).toEqual(Array.from({ length: version + 1 }, (_, n) => n));
    }
    expect(visits.length).toBeGreaterThan(5);
  },
);

test('GET /events: PARTITIONS raised between two connections, the second tells what the new partitions hold too', async () => {
  const redis = await ownRedis();
  const small = await startHoldfast(redis);
  const before = await follow(small);
  await listTicket(await newUser(small, 'seller'));
  await waitFor(() => before.received.messages.length === 1, { what: 'the ticket' });
  await small.stop();
  const server = await ownServer(redis, { PARTITIONS: '4' });
  const tickets = await changeTickets(server, { redis, partitions: 4, tickets: 20, changes: 2 });
  const after = await follow(server, { after: before.received.lastEventId });
  for (const { id, version } of tickets) {
    await waitFor(() => versionsOf(id, after).includes(version), { what: `version ${version} of ${id}` });
    expect(versionsOf(id, after)).toEqual(Array.from({ length: version + 1 }, (_, n) => n));
  }
  expect(told(after)).toHaveLength(tickets.reduce((sum, { version }) => sum + version + 1, 0));
});

test.each(['', 'x', '17-0,', '17-0;18-0', '1732300000000', '17-0, 18-0'])(
  'GET /events: the Last-Event-ID %j, is refused as invalid input',
  async (id) => {
    const answer = await market.anonymous.get('/api/events', { 'last-event-id': id });
    expect(invalidFields(answer)).toHaveLength(1);
  },
);

test('GET /events: a token that is not valid, is refused and not taken for none', async () => {
  const answer = await market.anonymous.get('/api/events', { authorization: 'Bearer nonsense' });
  expect(problemIn(answer)).toBe('401 unauthenticated');
});

test('HEAD /events: answers as GET does, and holds nothing', async () => {
  const redis = await ownRedis();
  const server = await ownServer(redis);
  const answer = await fetch(`${server.url}/api/events`, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/event-stream',
    '',
  ]);
  expect(await tails(redis)).toBe(0);
});

test('GET /events: a client that does not read, is cut off, and those who read are told all', async () => {
  const redis = await ownRedis();
  const server = await ownServer(redis);
  const seller = await newUser(server, 'seller');
  const { id } = await listTicket(seller);
  const idle = connect(Number(new URL(server.url).port), '127.0.0.1').pause();
  onTestFinished(() => void idle.destroy());
  let wasCut = false;
  idle
    .on('error', () => undefined)
    .once('close', () => {
      wasCut = true;
    });
  idle.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const reading = await follow(server);
  const large = { title: '漢'.repeat(200), venue: '漢'.repeat(200) };
  let version = 0;
  // Beyond what the kernel holds for it, far less than what would be told it by then.
  while (!wasCut) {
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        seller.patch(`/api/tickets/${id}`, { ...large, price: version + i + 1 }),
      ),
    );
    version += 50;
    expect(version).toBeLessThan(15_000);
    // A socket that nobody reads notices its end only when it is written to.
    idle.write('\r\n');
  }
  await waitFor(() => versionsOf(id, reading).includes(version), { what: `version ${version}` });
  expect(versionsOf(id, reading)).toEqual(Array.from({ length: version }, (_, n) => n + 1));
});

test('GET /events: 1000 clients of one process, share one connection and one event each, and leave nothing behind', async () => {
  const redis = await ownRedis();
  const server = await ownServer(redis);
  const seller = await newUser(server, 'seller');
  const { id } = await listTicket(seller);
  const socketsBefore = openSockets();
  const followers: Follower[] = [];
  for (let i = 0; i < 10; i += 1) {
    followers.push(...(await Promise.all(Array.from({ length: 100 }, () => follow(server)))));
  }
  expect(await tails(redis)).toBe(1);
  await seller.patch(`/api/tickets/${id}`, { price: 3000 });
  await waitFor(() => followers.every((follower) => versionsOf(id, follower).length === 1), {
    what: 'all to be told',
  });
  for (const { vanish } of followers) vanish();
  await waitFor(async () => (await tails(redis)) === 0, { what: 'the tail to be closed' });
  await waitFor(() => openSockets() <= socketsBefore, { what: 'the sockets to be closed' });
  const again = await follow(server);
  await seller.patch(`/api/tickets/${id}`, { price: 4000 });
  await waitFor(() => versionsOf(id, again).length === 1, { what: 'the next to be told' });
});

test('stop: streams are ended at once, also to a client that does not read', async () => {
  const redis = await ownRedis();
  const server = await startHoldfast(redis);
  const followers = await Promise.all(Array.from({ length: 50 }, () => follow(server)));
  const idle = connect(Number(new URL(server.url).port), '127.0.0.1').pause();
  onTestFinished(() => void idle.destroy());
  idle.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const before = performance.now();
  await server.stop();
  expect(performance.now() - before).toBeLessThan(2000);
  for (const { ended } of followers) expect(await ended).toBe('end');
  expect(await tails(redis)).toBe(0);
});

test.each<[string, 'SIGSTOP' | 'SIGKILL']>([
  ['paused', 'SIGSTOP'],
  ['killed', 'SIGKILL'],
])('Redis %s and back: the stream goes on, and misses no version', async (_, signal) => {
  const redis = await ownRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  const server = await ownServer(redis);
  const seller = await newUser(server, 'seller');
  const follower = await follow(server);
  const { id } = await listTicket(seller);
  await redis.kill(signal);
  const refused = await seller.patch(`/api/tickets/${id}`, { price: 1 });
  expect(refused.status).toBe(503);
  await (signal === 'SIGSTOP' ? redis.kill('SIGCONT') : redis.restart());
  const change = async () => (await seller.patch(`/api/tickets/${id}`, { price: 5000 })).status === 200;
  await waitFor(change, { what: 'a change to be taken' });
  const { body } = await seller.patch(`/api/tickets/${id}`, { price: 6000 });
  await waitFor(() => versionsOf(id, follower).includes(body.version), { what: 'the last version' });
  expect(versionsOf(id, follower)).toEqual(Array.from({ length: body.version + 1 }, (__, n) => n));
});

async function ownServer(redis: Parameters<typeof startHoldfast>[0], env: Record<string, string> = {}) {
  const server = await startHoldfast(redis, env);
  onTestFinished(server.stop);
  return server;
}

interface Load {
  readonly redis: Pick<RedisServer, 'connect'>;
  readonly partitions: number;
  readonly tickets: number;
  readonly changes: number;
}

/** Lists tickets and has each changed by its seller and by buyers, all at once; returns how they are in the end. */
async function changeTickets(
  server: TestServer,
  { redis, partitions, tickets, changes }: Load,
): Promise<Ticket[]> {
  const [seller, buyer] = [await newUser(server, 'seller'), await newUser(server, 'buyer')];
  const one = async () => {
    const { id } = await listTicket(seller);
    for (let price = 1; price <= changes; price += 1) {
      await seller.patch(`/api/tickets/${id}`, { price });
      const order = await buyer.post('/api/orders', { ticketId: id });
      if (order.status === 201) await buyer.delete(`/api/orders/${order.body.id}`);
    }
    return id;
  };
  const ids = await Promise.all(Array.from({ length: tickets }, one));
  const reader = redis.connect();
  await waitFor(async () => (await unsettled(reader, partitions)).length === 0, {
    what: 'all to be through',
  });
  return Promise.all(ids.map(async (id): Promise<Ticket> => (await seller.get(`/api/tickets/${id}`)).body));
}

function told({ received }: { received: Received }): { name: string; event: Event }[] {
  return received.messages.map(({ event, data }) => ({ name: event, event: JSON.parse(data) }));
}

/** The versions of a ticket that were told, over all connections of a client. */
function versionsOf(ticketId: string, ...visits: readonly { received: Received }[]): number[] {
  return visits
    .flatMap(told)
    .filter(({ name, event }) => name === 'ticket' && event.subject === ticketId)
    .map(({ event }) => event.sequence);
}

function ordersTold(follower: { received: Received }): unknown[] {
  return told(follower)
    .filter(({ name }) => name === 'order')
    .map(({ event }) => [event.type, z.object({ id: z.string() }).parse(event.data).id]);
}

function tails(redis: Pick<Awaited<ReturnType<typeof ownRedis>>, 'connect'>): Promise<number> {
  return connectionsNamed(redis.connect(), 'holdfast-tail');
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
