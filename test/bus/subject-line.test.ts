import { expect, onTestFinished, test } from 'vitest';
import { createSubjectReader, type SubjectLine } from '../../src/bus/subject-reader.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { createTicketStore, tickets } from '../../src/modules/tickets/store.js';
import { connectShared, type RedisTarget } from '../../src/redis/index.js';
import { openBus } from '../support/bus.js';
import { entryFields, remove } from '../support/gaps.js';
import { readAndForget } from '../support/groups.js';
import { meet } from '../support/intercept.js';
import { accepted, by, details } from '../support/market.js';
import { ownProxy, ownRedis } from '../support/own.js';

test('a subject that no order was made for: both lines, and that of the orders is empty', async () => {
  const { redis, copy, read } = await open();
  await redis.hset(copy, 'version', 0);
  const [ofTickets, ofOrders] = await read();
  expect(ofTickets).toMatchObject({ stream: 'tickets', emitted: 0, groups: [{ applied: 0 }] });
  expect(ofOrders).toEqual({
    ...{ stream: 'orders', first: 1, emitted: 0, groups: [{ group: 'tickets', applied: 0 }] },
    ...{ entries: [], lost: [], truncated: false },
  });
});

test('pending entries: each names what is missing before it, and a snapshot is neither missing nor missed', async () => {
  const { redis, id, copy, edit, tell, readAll, states, line } = await open();
  for (const price of [1, 2, 3]) await edit(price);
  await remove(redis, id, [1, 3]);
  await tell();
  await edit(4);
  await readAll();
  expect(await states()).toEqual([
    'ticket:created 0: pending',
    'ticket:updated 2: pending for 1-1',
    'ticket:snapshot 3: pending',
    'ticket:updated 4: pending for 1-1,3-3',
  ]);
  expect((await line())?.lost).toEqual([1, 3]);

  const applied = ['ticket:created 0: applied', 'ticket:updated 2: applied', 'ticket:snapshot 3: pending'];
  await redis.hset(copy, 'version', 2);
  expect(await states()).toEqual([...applied, 'ticket:updated 4: pending for 3-3']);
  await redis.hset(copy, 'version', 3);
  expect(await states()).toEqual([...applied, 'ticket:updated 4: pending']);

  await redis.del(copy);
  await remove(redis, id, [0]);
  expect(await states()).toEqual([
    'ticket:updated 2: pending for 0-1',
    'ticket:snapshot 3: pending',
    'ticket:updated 4: pending for 0-1,3-3',
  ]);
});

test('more changes than are asked for: the snapshots since the first one that is shown, and as many at most', async () => {
  const { edit, tell, names } = await open();
  await tell();
  for (const price of [1, 2, 3]) await edit(price);
  expect(await names(2)).toEqual(['ticket:updated 2', 'ticket:updated 3']);

  await tell();
  await edit(4);
  await tell();
  expect(await names(2)).toEqual([
    'ticket:updated 3',
    'ticket:snapshot 3',
    'ticket:updated 4',
    'ticket:snapshot 4',
  ]);
});

test('entries that somebody has trimmed: they are gone, and not lost', async () => {
  const { redis, edit, keepAs, line, names } = await open();
  for (const price of [1, 2]) await edit(price);
  await redis.xtrim('{0}:tickets', 'MAXLEN', 1);
  await keepAs(0, -20);
  await keepAs(1, -10);
  expect(await names()).toEqual(['ticket:updated 2']);
  expect((await line())?.lost).toEqual([]);
});

test('a clock that was set back, and a Redis that stood still: each entry is found', async () => {
  const { edit, keepAs, names } = await open();
  for (const price of [1, 2]) await edit(price);
  await keepAs(0, -80, 0);
  await keepAs(1, -50, 0);
  await keepAs(2, -30_000);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1', 'ticket:updated 2']);
});

test('an entry that somebody has damaged: it is not shown, and the others are', async () => {
  const { redis, id, edit, names } = await open();
  await edit(1);
  const fields = await entryFields(redis, id, 1);
  await remove(redis, id, [1]);
  await redis.xadd('{0}:tickets', '*', ...fields.map((one, i) => (fields[i - 1] === 'data' ? '{}' : one)));
  expect(await names()).toEqual(['ticket:created 0']);
});

test('a snapshot that is gone, and a change of its version: the change is shown once', async () => {
  const { redis, id, edit, names } = await open();
  const at = await millisecondsNow(redis);
  await redis.zadd(`{0}:tickets:outside:${id}`, at, `${at}:1:ticket:snapshot`);
  await edit(1);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1']);
});

test('a change that is applied while it is looked for: applied, and not taken for a dead letter', async () => {
  const { target, redis, id, copy, edit, readAll, states } = await open();
  await readAll();
  const proxy = await ownProxy({ target });
  meet(proxy, 'zrange', async () => {
    await edit(1);
    await redis.xack('{0}:tickets', 'orders', ...(await readAll()));
    await redis.hset(copy, 'version', 1);
    return undefined;
  });
  await redis.hset(copy, 'version', 0);
  expect(await states(readerAt(proxy.target), id)).toEqual([
    'ticket:created 0: applied',
    'ticket:updated 1: applied',
  ]);
});

test('a change that is made after its stream was looked at: it is not missed', async () => {
  const { target, id, edit } = await open();
  const proxy = await ownProxy({ target });
  const looked = meet(proxy, /\r\nxinfo\r\n/i, async () => {
    await edit(1);
    return undefined;
  });
  const [line] = (await readerAt(proxy.target).read(id, { limit: 9 })) ?? [];
  expect(looked.times).toBe(1);
  expect(line?.emitted).toBe(line?.entries.at(-1)?.event.sequence);
});

type Opened = Awaited<ReturnType<typeof open>>;

/** A ticket of which nobody reads but the test. */
async function open() {
  const { target, connect } = await ownRedis();
  const redis = connect();
  const bus = openBus({ target });
  onTestFinished(() => bus.close());
  const store = createTicketStore(bus);
  const { id } = await accepted(store.create('ann', details));
  await redis.xgroup('CREATE', '{0}:tickets', 'orders', '0');
  const reader = readerAt(target);
  const line = async (limit = 100) => (await reader.read(id, { limit }))?.[0];
  const history = `{0}:tickets:history:${id}`;
  return {
    ...{ target, redis, id, line, copy: `{0}:orders:ticket:${id}` },
    read: async () => (await reader.read(id, { limit: 100 })) ?? [],
    edit: (price: number) => accepted(store.edit(id, by('ann'), { price })),
    tell: () => bus.rebuilding.announce(tickets, 'ticket:snapshot', [id]),
    readAll: () => readAndForget(redis, { stream: '{0}:tickets', group: 'orders', consumer: 'test' }, 100),
    states: async (other = reader, subject = id) =>
      statesIn((await other.read(subject, { limit: 100 }))?.[0]),
    names: async (limit?: number) =>
      (await line(limit))?.entries.map(({ event: { type, sequence } }) => `${type} ${sequence}`),
    /** Keeps a version as if its transaction had begun at another time than that of the last entry, or of one. */
    async keepAs(sequence: number, laterMs: number, of = -1) {
      const entries = await redis.xrange('{0}:tickets', '-', '+');
      const at = Number(entries.at(of)?.[0].split('-')[0]) + laterMs;
      await redis.zremrangebyscore(history, sequence, sequence);
      await redis.zadd(history, sequence, `${sequence}:${at}`);
    },
  };
}

function readerAt(target: RedisTarget) {
  const redis = connectShared(target, 'test-subjects');
  onTestFinished(() => redis.disconnect());
  return createSubjectReader(redis, 1, () => [ticketSubscription, orderSubscription]);
}

function statesIn(line: SubjectLine | undefined): string[] {
  return (line?.entries ?? []).map(({ event: { type, sequence }, deliveries }) => {
    const states = deliveries.map((delivery) => {
      const missing = delivery.state === 'pending' ? delivery.missing : [];
      const ranges = missing.map(({ from, to }) => `${from}-${to}`);
      return ranges.length > 0 ? `${delivery.state} for ${ranges}` : delivery.state;
    });
    return `${type} ${sequence}: ${states}`;
  });
}

async function millisecondsNow(redis: Opened['redis']): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
