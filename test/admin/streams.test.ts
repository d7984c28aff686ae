import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createAdmin } from '../../src/admin/index.js';
import { streamsSchema } from '../../src/admin/stream-schemas.js';
import { createAuth } from '../../src/http/index.js';
import { appWith } from '../http/fixtures.js';
import { openBus, readingLimits, silent } from '../support/bus.js';
import { createLedger } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { type RedisServer, useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();
const NEVER_MS = 3_600_000;
const secret = new TextEncoder().encode('a secret of this test, longer than 32 bytes');

/** The admin calls of a process that reads a ledger. */
function open({ everyMs = NEVER_MS, server = redis }: { everyMs?: number; server?: Opened } = {}) {
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const limits = readingLimits({ retry: { baseMs: 1, maxMs: 1 }, maxAttempts: 2 });
  const subscription = ledger.subscription(({ data }) => {
    if (data instanceof Object && 'amount' in data && data.amount === 666) throw new Error('poison');
  });
  const bus = openBus({ target: server.target, limits, subscriptions: [subscription] });
  onTestFinished(bus.close);
  const auth = createAuth({ config: { kind: 'secret', secret } });
  const admin = createAdmin({ bus, auth, log: silent, limits: { everyMs, looks: 1000 } });
  admin.start();
  onTestFinished(admin.stop);
  const app = appWith(admin.routes);
  const ask = async (scope: string | undefined) => {
    const jwt = new SignJWT({ scope }).setProtectedHeader({ alg: 'HS256' }).setSubject('ann');
    const token = await jwt.setExpirationTime('1h').sign(secret);
    return app.request('/api/admin/streams', { headers: { Authorization: `Bearer ${token}` } });
  };
  return {
    ledger,
    bus,
    client: server.connect(),
    ask,
    async stream() {
      const { time, bucketSeconds, streams } = streamsSchema.parse(await (await ask('admin')).json());
      const [stream] = streams;
      const [group] = stream?.groups ?? [];
      if (!stream || !group) throw new Error('no stream with a group');
      return { time, bucketSeconds, stream, group };
    },
  };
}

type Opened = Pick<RedisServer, 'target' | 'connect'>;

test('GET /admin/streams: a load, is counted as written, and as acknowledged when it is done', async () => {
  const { ledger, bus, client, stream } = open();
  const account = await ledger.open(bus);
  await waitFor(async () => (await stream()).stream.written.length > 0, { what: 'the first look' });
  const ids: string[] = [];
  for (let sequence = 1; sequence <= 25; sequence += 1)
    ids.push(await ledger.deposit(client, account, sequence));
  const seen = await waitFor(
    async () => {
      const now = await stream();
      return now.group.acknowledged.at(-1) === 25 && now;
    },
    { what: 'all to be acknowledged' },
  );
  expect(seen.bucketSeconds).toBe(NEVER_MS / 1000);
  const written = (id?: string) => new Date(Number(id?.split('-')[0])).toISOString();
  expect(seen.stream).toMatchObject({
    ...{ stream: `${ledger.group}-deposits`, partition: 0, length: 25, added: 25, written: [25] },
    ...{ firstId: ids[0], firstAt: written(ids[0]), lastId: ids[24], lastAt: written(ids[24]) },
  });
  expect(seen.group).toMatchObject({
    ...{ group: ledger.group, exists: true, lag: 0, pending: 0, oldestPending: null, stuck: [] },
    ...{ deadLetters: 0, acknowledged: [25], consumers: [{ pending: 0, connected: true, own: true }] },
    here: { healed: 0, asked: 0, waitingSubjects: 0, waiting: [] },
  });
});

test('GET /admin/streams: a load over several buckets, they hold it together', async () => {
  const { ledger, client, stream } = open({ everyMs: 20 });
  await waitFor(async () => (await stream()).stream.written.length > 1, { what: 'two looks' });
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    const before = (await stream()).stream.written.length;
    await ledger.deposit(client, 'nobody', sequence);
    await waitFor(async () => (await stream()).stream.written.length > before, { what: 'the next bucket' });
  }
  const { written } = (await stream()).stream;
  expect(written.filter((count) => count !== null && count > 0).length).toBeGreaterThan(1);
  expect(written.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(5);
});

test('GET /admin/streams: an entry that fails for good, counts as acknowledged and as a dead letter, and what is behind it waits', async () => {
  const { ledger, bus, client, stream } = open();
  const account = await ledger.open(bus);
  await waitFor(async () => (await stream()).stream.written.length > 0, { what: 'the first look' });
  await ledger.deposit(client, account, 1, 666);
  const waiting = await ledger.deposit(client, account, 2);
  const { group } = await waitFor(
    async () => {
      const now = await stream();
      return now.group.deadLetters === 1 && now.group.here.waitingSubjects === 1 && now;
    },
    { what: 'a dead letter, and an entry that waits' },
  );
  expect(group).toMatchObject({ acknowledged: [1], pending: 1, oldestPending: { entryId: waiting } });
  expect(group.here.waiting).toMatchObject([{ subject: account, sequence: 2, entryId: waiting, entries: 1 }]);
});

test('GET /admin/streams: an entry whose id is no time, has none', async () => {
  const { ledger, client, stream } = open();
  await client.call('XADD', ledger.stream, '18446744073709551615-7', 'type', 'noise');
  const { stream: state } = await stream();
  expect(state).toMatchObject({ lastId: '18446744073709551615-7', lastAt: null });
});

test('GET /admin/streams: who may not, is told nothing', async () => {
  const { ask } = open();
  for (const scope of [undefined, 'administrator tickets']) {
    const response = await ask(scope);
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { type: '/problems/insufficient-scope' },
    ]);
  }
});

test('GET /admin/streams: Redis is away, 503', async () => {
  const server = await ownRedis();
  const { ask } = open({ server });
  await server.kill('SIGKILL');
  expect((await ask('admin')).status).toBe(503);
});
