import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { type Answer, type Client, startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder, reservedTicket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { stopwatch } from '../support/processor-wait.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

interface Outage {
  begin(redis: RedisServer): Promise<void>;
  end(redis: RedisServer): Promise<void>;
}

const outages: [string, Outage][] = [
  ['Redis killed', { begin: kill, end: (redis) => redis.restart() }],
  ['Redis stopped', { begin: (redis) => redis.kill('SIGSTOP'), end: (redis) => redis.kill('SIGCONT') }],
];

test.each(outages)(
  '%s: every call is 503 within 2 s, /healthz is live, /readyz is not ready, and all recovers by itself',
  async (_, { begin, end }) => {
    const redis = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
    onTestFinished(redis.stop);
    const server = await startHoldfast(redis);
    onTestFinished(server.stop);
    const market = { newUser: (name: string) => newUser(server, name) };
    const { seller, buyer, order } = await reservedTicket(market);
    const ticket = await listTicket(seller);
    const calls = callsTo({ seller, buyer, ticketId: ticket.id, orderId: order.id });

    await begin(redis);
    // Twice: the first time connections break, the second time there are none.
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(calls.map(([call, send]) => timed(call, send)));
      for (const { call, answer, elapsedMs } of answers) {
        expect([call, problemIn(answer)]).toEqual([call, refusalOf(call)]);
        expect(elapsedMs, `${call} took ${elapsedMs} ms`).toBeLessThan(2000);
      }
      expect((await server.anonymous.get('/healthz')).status).toBe(200);
    }
    await end(redis);

    await waitFor(async () => (await server.anonymous.get('/readyz')).status === 200, { what: 'readiness' });
    await placeOrder(buyer, (await listTicket(seller)).id);
    const reader = redis.connect();
    await waitFor(async () => (await checkConsistency(reader, 1)).length === 0, {
      what: 'the modules to agree',
    });
  },
);

function callsTo(about: { seller: Client; buyer: Client; ticketId: string; orderId: string }) {
  const { seller, buyer, ticketId, orderId } = about;
  const calls: [string, () => Promise<Answer>][] = [
    ['POST ticket', () => seller.post('/api/tickets', { title: 'Row 6', price: 1 })],
    ['GET tickets', () => seller.get('/api/tickets')],
    ['GET ticket', () => seller.get(`/api/tickets/${ticketId}`)],
    ['PATCH ticket', () => seller.patch(`/api/tickets/${ticketId}`, { seat: randomUUID() })],
    ['DELETE ticket', () => seller.delete(`/api/tickets/${ticketId}`)],
    ['POST order', () => buyer.post('/api/orders', { ticketId })],
    ['POST order of a version', () => buyer.post('/api/orders', { ticketId, ticketVersion: 0 })],
    ['GET orders', () => buyer.get('/api/orders')],
    ['GET order', () => buyer.get(`/api/orders/${orderId}`)],
    ['DELETE order', () => buyer.delete(`/api/orders/${orderId}`)],
    ['GET replica', () => buyer.get(`/api/orders/replicas/${ticketId}`)],
    ['/readyz', () => buyer.get('/readyz')],
  ];
  return calls;
}

/** A write may have been on its way to Redis; a read never changes anything. */
function refusalOf(call: string): unknown {
  if (call === '/readyz') return '503 not-ready';
  return call.startsWith('GET')
    ? '503 unavailable'
    : expect.stringMatching(/^503 (unavailable|outcome-unknown)$/);
}

async function timed(call: string, send: () => Promise<Answer>) {
  const elapsed = stopwatch();
  const answer = await send();
  return { call, answer, elapsedMs: elapsed() };
}

function kill(redis: RedisServer): Promise<void> {
  return redis.kill('SIGKILL');
}
