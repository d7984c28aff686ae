import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import { audit } from '../support/audit.js';
import { statesIn } from '../support/entries.js';
import { ownRedis } from '../support/own.js';
import { runRebuild, startCli } from '../support/run-cli.js';
import { seededRandom } from '../support/seeded-random.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { unsettled } from '../support/settled.js';
import { newWebhookSecret, signWebhook } from '../support/sign-webhook.js';
import { waitFor } from '../support/wait-for.js';
import { createWriteLoad, type Told, type Users } from '../support/write-load.js';

const PARTITIONS = 2;

test('holdfast rebuild: while two servers serve, replicas are deleted and damaged, and nothing is lost', {
  // More than all its waits together: each of them says what did not come.
  timeout: 240_000,
}, async () => {
  const { target, redis, load, told } = await openLoad(7);
  const rebuilt = () => runRebuild({ REDIS_URL: target }, 'orders', '--json');

  await load.more(300);
  await redis.del(...(await replicaKeys(redis)));
  expectDone(await rebuilt());

  await load.more(200);
  await harm(redis);
  for (const ended of await Promise.all([rebuilt(), rebuilt()])) expectDone(ended);

  await load.more(200);
  await redis.del(...(await replicaKeys(redis)));
  await harm(redis);
  const killed = startCli({ REDIS_URL: target }, 'rebuild', 'orders');
  const some = (await replicaKeys(redis)).length;
  await waitFor(async () => (await replicaKeys(redis)).length > some, { what: 'the first replicas' });
  killed.process.kill('SIGKILL');
  await killed.ended;
  await redis.del(...(await replicaKeys(redis)).slice(0, 50));
  expectDone(await rebuilt());

  await load.more(200);
  await load.stop();
  await waitFor(async () => (await unsettled(redis, PARTITIONS)).length === 0, {
    ...{ what: 'both modules to be through', timeoutMs: 40_000 },
  }).catch(async () => expect(await unsettled(redis, PARTITIONS)).toEqual([]));
  expect((await audit(target, PARTITIONS)).violations).toEqual([]);
  await expectStored(redis, told);
  for (let p = 0; p < PARTITIONS; p += 1)
    for (const group of ['tickets', 'orders']) expect(await redis.xlen(`{${p}}:dead:${group}`)).toBe(0);
});

/** Two servers on one Redis, and users who list, edit, order, cancel and pay; holds end after two seconds. */
async function openLoad(seed: number) {
  const { target, connect } = await ownRedis();
  const secret = newWebhookSecret();
  const servers = await Promise.all(
    [1, 2].map(() =>
      startServerProcess({
        ...{ REDIS_URL: target, PARTITIONS: String(PARTITIONS), ORDER_HOLD_SECONDS: '2' },
        PAYMENT_WEBHOOK_SECRET: secret,
      }),
    ),
  );
  const { told, run } = createWriteLoad(seededRandom(seed));
  let acknowledged = 0;
  let stopped = false;
  const paid: string[] = [];
  const usersOf = async (server: ServerProcess): Promise<Users> => ({
    sellers: await Promise.all([1, 2, 3].map((n) => server.as(`seller-${n}`))),
    buyers: await Promise.all([1, 2, 3].map((n) => server.as(`buyer-${n}`))),
  });
  const both = await Promise.all(servers.map(usersOf));
  const users: Users = {
    sellers: both.flatMap(({ sellers }) => sellers).slice(1, 4),
    buyers: both.flatMap(({ buyers }) => buyers).slice(1, 4),
  };

  /** Pays every third order, as soon as somebody was told of it. */
  async function pay(): Promise<void> {
    for (let i = 0; !stopped; ) {
      const order = told.orders[i];
      if (!order) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      i += 1;
      if (i % 3 !== 0) continue;
      const { price: amount, currency } = order.ticket;
      const data = { orderId: order.id, reference: order.id, amount, currency };
      const body = { type: 'payment.succeeded', data };
      const headers = signWebhook(secret, JSON.stringify(body));
      const answer = await servers[i % 2]?.anonymous.post('/api/payments/webhook', body, headers);
      if (answer?.status === 204) paid.push(order.id);
    }
  }

  const running = Promise.all([
    pay(),
    run(users, {
      clients: 8,
      onAcknowledged: (count) => {
        acknowledged = count;
        if (stopped) throw new Error('enough');
      },
    }),
  ]);
  onTestFinished(() => {
    stopped = true;
  });
  return {
    ...{ target, redis: connect(), told: { ...told, paid } },
    load: {
      /** Resolves when so many more writes were acknowledged. */
      async more(count: number): Promise<void> {
        const goal = acknowledged + count;
        await waitFor(() => acknowledged >= goal, { what: `${count} writes`, timeoutMs: 30_000 });
      },
      async stop(): Promise<void> {
        stopped = true;
        await running;
      },
    },
  };
}

/** What somebody may do to replicas by hand, to each by another chance. */
async function harm(redis: Redis): Promise<void> {
  const kinds = [
    (key: string) => redis.del(key),
    (key: string) => redis.hset(key, { price: 1 }),
    (key: string) => redis.hdel(key, 'title'),
    (key: string) => redis.hset(key, { version: 0 }),
    (key: string) => redis.hincrby(key, 'version', 5),
  ];
  for (const [i, key] of (await replicaKeys(redis)).entries()) await kinds[i % 10]?.(key);
}

async function replicaKeys(redis: Redis): Promise<string[]> {
  return (await redis.keys('*:orders:ticket:*')).sort();
}

function expectDone({ code, stdout, stderr }: Awaited<ReturnType<typeof runRebuild>>): void {
  // A machine that is busy may be worth a warning.
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, failures: [], foreign: [] });
}

/** Every acknowledged state has its entry; what was acknowledged as cancelled or paid is, or is due back. */
async function expectStored(redis: Redis, told: Told & { readonly paid: readonly string[] }): Promise<void> {
  const [tickets, orders] = [
    await statesIn<Ticket>(redis, 'tickets'),
    await statesIn<Order>(redis, 'orders'),
  ];
  for (const [some, all] of [
    [told.tickets, tickets],
    [told.orders, orders],
  ] as const) {
    const byKey = new Map(all.map((state) => [`${state.id}/${state.version}`, state]));
    expect(byKey.size).toBe(all.length);
    for (const state of some) expect(byKey.get(`${state.id}/${state.version}`)).toEqual(state);
  }
  const ended = (is: (order: Order) => boolean) => new Set(orders.filter(is).map(({ id }) => id));
  const cancelled = ended(({ status }) => status === 'cancelled');
  expect(told.cancelled.filter((id) => !cancelled.has(id))).toEqual([]);
  const paid = ended(({ id, status, refunds }) => status === 'complete' || refunds.includes(id));
  expect(told.paid.filter((id) => !paid.has(id))).toEqual([]);
  expect(told.paid.length).toBeGreaterThan(10);
}
