import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import type { Ticket } from '../../src/events/tickets.js';
import { type Client, type TestServer, tokenFor } from '../support/holdfast.js';
import {
  listTicket,
  newUser,
  placeOrder,
  untilOrder,
  untilReplica,
  untilTicket,
} from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { problemIn } from '../support/problem.js';
import type { RedisServer } from '../support/redis.js';
import { type Answer, sendText } from '../support/send-text.js';
import { startServerProcess } from '../support/server-process.js';
import { newWebhookSecret, signWebhook } from '../support/sign-webhook.js';
import { expectSound } from '../support/sound.js';
import { waitFor } from '../support/wait-for.js';

// What a dead process left is taken over after 5 to 8 s, and servers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;
const FIXTURE = pathToFileURL(join(import.meta.dirname, 'fixtures', 'wrong-clock.mjs')).href;

describe.each([
  { clock: 'an hour ahead', offsetMs: HOUR_MS },
  { clock: 'an hour behind', offsetMs: -HOUR_MS },
])('one of two servers has its clock $clock', ({ offsetMs }) => {
  test('versions, times, histories and lists: the same at both, by the time of Redis', async () => {
    const { redis, right, wrong } = await startBoth(offsetMs);
    const seller = await newUser(right, 'seller');
    const sellers = [seller, await wrong.as(seller.id)];
    const { id } = await listTicket(seller);
    const edited: Ticket[] = [];
    for (let version = 1; version <= 6; version += 1) {
      const { body } = await at(sellers, version).patch(`/api/tickets/${id}`, { price: 3000 + version });
      edited.push(body);
    }
    expect(edited.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
    const times = edited.map(({ updatedAt }) => Date.parse(updatedAt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.abs((times[0] ?? 0) - (await redisTime(redis)))).toBeLessThan(60_000);

    for (let i = 0; i < 5; i += 1) await listTicket(at(sellers, i));
    for (const client of sellers) {
      const { body } = await client.get(`/api/tickets/${id}/history`);
      expect(body.items.map(({ version }: Ticket) => version)).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(new Set(await listedIds(client)).size).toBe(6);
    }
    await expectSound(redis);
  });

  test('a hold: neither server ends it before its time, and the one with the wrong clock ends it then', async () => {
    const redis = await ownRedis();
    const wrong = await startWrong(redis, offsetMs, { ORDER_HOLD_SECONDS: '3' });
    const buyer = await newUser(wrong, 'buyer');
    const { id } = await listTicket(await newUser(wrong, 'seller'));
    const before = await redisTime(redis);
    const order = await placeOrder(buyer, id);
    expect(Date.parse(order.expiresAt)).toBeGreaterThanOrEqual(before + 3000);
    expect(Date.parse(order.expiresAt)).toBeLessThanOrEqual((await redisTime(redis)) + 3000);

    const ended = await untilOrder(buyer, order.id, { status: 'cancelled', reason: 'expired' });
    expect(Date.parse(ended.updatedAt)).toBeGreaterThanOrEqual(Date.parse(order.expiresAt));
    await untilTicket(buyer, id, { status: 'available', version: 2 });
    await expectSound(redis);
  });

  test('an upkeep round: nothing is cut that is young by the time of Redis', async () => {
    const redis = await ownRedis();
    const client = redis.connect();
    const wrong = await startWrong(redis, offsetMs, { STREAM_RETENTION_SECONDS: '60' });
    const seller = await newUser(wrong, 'seller');
    for (let i = 0; i < 3; i += 1) await listTicket(seller);
    // The last thing that a round does: a consumer that announced itself and is not there any more is forgotten.
    await client.hset('{0}:readers:tickets:orders', 'gone', '1');
    await waitFor(async () => (await client.hexists('{0}:readers:tickets:orders', 'gone')) === 0, {
      ...{ what: 'a round of upkeep', timeoutMs: 50_000 },
    });
    expect(await client.xlen('{0}:tickets')).toBe(3);
    await expectSound(redis);
  }, 60_000);

  test('a payment: only the server with the right clock believes when it was signed, and the order is paid', async () => {
    const secret = newWebhookSecret();
    const { redis, right, wrong } = await startBoth(offsetMs, { PAYMENT_WEBHOOK_SECRET: secret });
    const buyer = await newUser(right, 'buyer');
    const { id } = await listTicket(await newUser(wrong, 'seller'));
    const order = await placeOrder(buyer, id);
    const data = { orderId: order.id, reference: 'paid once', amount: 2000, currency: 'usd' };
    const body = JSON.stringify({ type: 'payment.succeeded', data });

    const refused = await tell(wrong, secret, body);
    expect(problemIn(refused)).toBe('401 invalid-signature');
    expect(refused.body.detail).toContain('clock');
    expect((await tell(right, secret, body)).status).toBe(204);
    await untilOrder(buyer, order.id, { status: 'complete' });
    await untilReplica(buyer, id, { status: 'sold' });
    await expectSound(redis);
  });

  test('a token: it is valid for as long as the clock of the server says', async () => {
    const { right, wrong } = await startBoth(offsetMs);
    const answers = async (lifetime: string) => {
      const authorization = `Bearer ${await tokenFor('ann', '', lifetime)}`;
      const ask = ({ anonymous }: Server) => anonymous.get('/api/orders', { authorization });
      return [(await ask(right)).status, (await ask(wrong)).status];
    };
    expect(await answers('30m')).toEqual([200, offsetMs > 0 ? 401 : 200]);
    expect(await answers('-30m')).toEqual([401, offsetMs > 0 ? 401 : 200]);
    expect(await answers('3h')).toEqual([200, 200]);
  });
});

type Server = Pick<TestServer, 'url' | 'as' | 'anonymous'>;

async function startBoth(offsetMs: number, env: Record<string, string> = {}) {
  const redis = await ownRedis();
  const [right, wrong] = await Promise.all([
    startServerProcess({ REDIS_URL: redis.target, ...env }),
    startWrong(redis, offsetMs, env),
  ]);
  return { redis, right, wrong };
}

function startWrong({ target }: RedisServer, offsetMs: number, env: Record<string, string>) {
  const clock = { NODE_OPTIONS: `--import ${FIXTURE}`, CLOCK_OFFSET_MS: String(offsetMs) };
  return startServerProcess({ REDIS_URL: target, ...clock, ...env });
}

/** In milliseconds since the epoch. */
async function redisTime(redis: RedisServer): Promise<number> {
  const [seconds = 0, micros = 0] = (await redis.connect().time()).map(Number);
  return seconds * 1000 + micros / 1000;
}

/** All the seller's tickets, page by page. */
async function listedIds(seller: Client): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await seller.get(`/api/tickets?seller=me&limit=2${cursor}`);
    ids.push(...body.items.map((ticket: Ticket) => ticket.id));
    if (body.next === null) return ids;
    cursor = `&cursor=${body.next}`;
  }
}

function tell({ url }: Server, secret: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...signWebhook(secret, body) };
  return sendText(`${url}/api/payments/webhook`, { method: 'POST', headers, body });
}

function at(clients: readonly Client[], i: number): Client {
  const client = clients[i % clients.length];
  if (client === undefined) throw new Error('there is no client');
  return client;
}
