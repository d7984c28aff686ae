import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Answer } from '../support/holdfast.js';
import { listTicket, newUser, placeOrder } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { problemIn } from '../support/problem.js';
import type { RedisServer } from '../support/redis.js';
import { startServerProcess } from '../support/server-process.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

const durable = { appendonly: true, args: ['--appendfsync', 'always'] };

test('FLUSHALL while it runs: told loudly, nothing is answered from what is left, and a restored backup ends it', async () => {
  const redis = await ownRedis(durable);
  const server = await startedOn(redis);
  const [seller, buyer] = [await newUser(server, 'seller'), await newUser(server, 'buyer')];
  const ticket = await listTicket(seller);
  const order = await placeOrder(buyer, ticket.id);
  const backup = await backUp(redis);

  await redis.connect().flushall();
  const notReady = await waitFor(
    async () => {
      const answer = await server.anonymous.get('/readyz');
      return answer.status === 503 && answer;
    },
    { what: 'the loss to be told', timeoutMs: 3000 },
  );
  expect(failedIn(notReady)).toContainEqual(
    expect.stringMatching(/^data-loss: the data is gone: .* Restore the newest backup/),
  );
  await waitFor(() => /"level":50.*"msg":"the data is gone: Redis was emptied/.test(server.process.stderr), {
    what: 'the log to say so',
  });
  const answers = [
    await server.anonymous.get(`/api/tickets/${ticket.id}`),
    await seller.post('/api/tickets', { title: 'Row 6', price: 1 }),
    // A payment provider that is told 404 would not come back.
    await server.anonymous.post('/api/payments/webhook', { type: 'payment.succeeded' }),
  ];
  expect(answers.map(problemIn)).toEqual(answers.map(() => '503 unavailable'));
  expect((await server.anonymous.get('/healthz')).status).toBe(200);
  await waitFor(async () => (await redis.connect().exists('{0}:tickets', '{0}:orders')) === 2, {
    what: 'the consumer groups to be made anew',
  });

  await restore(redis, backup);
  await waitFor(async () => (await server.anonymous.get('/readyz')).status === 200, { what: 'readiness' });
  expect((await buyer.get(`/api/orders/${order.id}`)).body).toEqual(order);
  expect((await seller.post('/api/tickets', { title: 'Row 6', price: 1 })).status).toBe(201);
});

test('FLUSHALL, and another server started on what is left: the first does not take that for its data', async () => {
  const redis = await ownRedis(durable);
  const first = await startedOn(redis);
  await redis.connect().flushall();
  const second = await startedOn(redis);
  expect((await second.anonymous.get('/readyz')).status).toBe(200);
  expect(failedIn(await first.anonymous.get('/readyz'))).toContainEqual(
    expect.stringMatching(/^data-loss: the data was replaced: .* restart every server/),
  );
  expect(problemIn(await first.anonymous.get('/api/tickets'))).toBe('503 unavailable');
  expect((await second.anonymous.get('/api/tickets')).status).toBe(200);
});

test('Redis comes back without its last writes: told loudly and by /readyz, and what is left is served', async () => {
  const redis = await ownRedis(durable);
  const server = await startedOn(redis);
  const seller = await newUser(server, 'seller');
  const kept = await listTicket(seller);
  const backup = await backUp(redis);
  const lost = await listTicket(seller);

  await restore(redis, backup);
  await waitFor(
    async () => (await seller.post('/api/tickets', { title: 'Row 6', price: 1 })).status === 201,
    {
      what: 'a write',
    },
  );
  const ready = await waitFor(
    async () => {
      const answer = await server.anonymous.get('/readyz');
      return answer.status === 200 && answer;
    },
    { what: 'readiness' },
  );
  expect(ready.body.checks).toContainEqual({
    name: 'data-loss',
    ok: true,
    detail: expect.stringMatching(
      /^Redis has lost what it had confirmed: up to [1-9]\d* transactions of partition 0$/,
    ),
  });
  await waitFor(() => /"level":50.*Redis has lost writes that it had confirmed/.test(server.process.stderr), {
    what: 'the log to say so',
  });
  expect((await seller.get(`/api/tickets/${kept.id}`)).body).toEqual(kept);
  expect((await seller.get(`/api/tickets/${lost.id}`)).status).toBe(404);
  await expectConsistent(redis.connect());
});

const PAYMENT_WEBHOOK_SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`;

function startedOn({ target }: RedisServer) {
  return startServerProcess({ REDIS_URL: target, LOG_LEVEL: 'error', PAYMENT_WEBHOOK_SECRET });
}

function failedIn({ body }: Answer): string[] {
  const checks: { name: string; ok: boolean; detail: string }[] = body.checks;
  return checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
}

const FILES = 'appendonlydir';

async function backUp({ dir }: RedisServer): Promise<string> {
  const backup = join(dir, 'backup');
  await cp(join(dir, FILES), backup, { recursive: true });
  return backup;
}

async function restore(redis: RedisServer, backup: string): Promise<void> {
  await redis.kill('SIGKILL');
  await rm(join(redis.dir, FILES), { recursive: true });
  await cp(backup, join(redis.dir, FILES), { recursive: true });
  await redis.restart();
}
