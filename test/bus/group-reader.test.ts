import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createGroupReader, type GroupReader, type GroupReaderOptions } from '../../src/bus/group-reader.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import { consumers, pending, pendingIds, readAndForget } from '../support/groups.js';
import { add } from '../support/ledger.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

const options = { count: 10, blockMs: 20, replyTimeoutMs: 2000, idleMs: 0 };

function somewhere() {
  return { stream: `stream-${randomUUID()}`, group: 'group', consumer: 'reader' };
}

async function openReader(
  given: Partial<GroupReaderOptions> & ReturnType<typeof somewhere>,
  target = redis.target,
) {
  const reader = await createGroupReader(await connectExclusive(target, 'test-reader'), {
    ...options,
    ...given,
  });
  onTestFinished(reader.close);
  return reader;
}

async function joined(
  place: Partial<GroupReaderOptions> & ReturnType<typeof somewhere>,
  target?: RedisTarget,
) {
  const reader = await openReader(place, target);
  await reader.join();
  return reader;
}

function addMany(stream: string, count: number): Promise<string[]> {
  const client = redis.connect();
  return Promise.all(Array.from({ length: count }, (_, i) => add(client, stream, ['n', String(i)])));
}

const idsOf = (entries: Awaited<ReturnType<GroupReader['next']>>) => entries.map(({ entryId }) => entryId);

test('group reader: entries from before the group existed, are read', async () => {
  const place = somewhere();
  const ids = await addMany(place.stream, 3);
  const reader = await joined(place);
  expect(await reader.next()).toEqual(ids.map((entryId, i) => ({ entryId, fields: ['n', String(i)] })));
});

test('group reader: joining a group that exists, leaves its place in the stream alone', async () => {
  const place = somewhere();
  await addMany(place.stream, 3);
  const first = await joined(place);
  await first.next();
  const second = await joined({ ...place, consumer: 'another' });
  expect(await second.next()).toEqual([]);
});

test('group reader: a key that is no stream, is told and not taken for a group that exists', async () => {
  const place = somewhere();
  await redis.connect().set(place.stream, 'a string');
  const reader = await openReader(place);
  await expect(reader.join()).rejects.toThrow('WRONGTYPE');
});

test('group reader: nothing new within the block time, is no entry and no error', async () => {
  const reader = await joined(somewhere());
  expect(await reader.next()).toEqual([]);
});

test('group reader: its own pending entries, are paged by the id to go on after', async () => {
  const place = somewhere();
  const ids = await addMany(place.stream, 25);
  const reader = await joined(place);
  for (let read = await reader.next(); read.length > 0; read = await reader.next());

  const pages: string[][] = [];
  for (let own = await reader.own('0'); own.length > 0; own = await reader.own(own.at(-1)?.entryId ?? '0')) {
    pages.push(idsOf(own));
  }
  expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
  expect(pages.flat()).toEqual(ids);
});

test('group reader: a pending entry that was cut from the stream, comes with no fields', async () => {
  const place = somewhere();
  const [gone = '', kept = ''] = await addMany(place.stream, 2);
  const reader = await joined(place);
  await reader.next();
  await redis.connect().xdel(place.stream, gone);
  expect(await reader.own('0')).toEqual([
    { entryId: gone, fields: [] },
    { entryId: kept, fields: ['n', '1'] },
  ]);
});

test('group reader: entries that another consumer holds for less than the idle time, are left to it', async () => {
  const place = somewhere();
  await addMany(place.stream, 1);
  const reader = await joined({ ...place, idleMs: 60_000 });
  await readAndForget(redis.connect(), { ...place, consumer: 'another' }, 1);
  expect(await reader.takeOver()).toEqual({ entries: [], more: false });
});

test('group reader: more idle entries than a page, the cursor goes on from call to call and starts anew at the end', async () => {
  const place = somewhere();
  const ids = await addMany(place.stream, 25);
  const reader = await joined(place);
  await readAndForget(redis.connect(), { ...place, consumer: 'dead' }, 25);

  const page = async () => {
    const { entries, more } = await reader.takeOver();
    return { ids: idsOf(entries), more };
  };
  expect(await page()).toEqual({ ids: ids.slice(0, 10), more: true });
  expect(await page()).toEqual({ ids: ids.slice(10, 20), more: true });
  expect(await page()).toEqual({ ids: ids.slice(20), more: false });
  expect(await page()).toEqual({ ids: ids.slice(0, 10), more: true });
});

test('group reader: leaving with nothing pending, deletes the consumer', async () => {
  const place = somewhere();
  const reader = await joined(place);
  await reader.next();
  await reader.leave();
  expect(await consumers(redis.connect(), place.stream, place.group)).toEqual([]);
});

test('group reader: leaving with an entry pending, keeps the consumer and its entry', async () => {
  const place = somewhere();
  const ids = await addMany(place.stream, 1);
  const reader = await joined(place);
  await reader.next();
  await reader.leave();
  expect(await consumers(redis.connect(), place.stream, place.group)).toEqual(['reader']);
  expect(await pendingIds(redis.connect(), place.stream, place.group)).toEqual(ids);
});

test('group reader: leaving while another consumer has an entry pending, deletes this one alone', async () => {
  const place = somewhere();
  await addMany(place.stream, 1);
  const reader = await joined(place);
  await readAndForget(redis.connect(), { ...place, consumer: 'another' }, 1);
  await reader.next();
  await reader.leave();
  expect(await consumers(redis.connect(), place.stream, place.group)).toEqual(['another']);
  expect(await pending(redis.connect(), place.stream, place.group)).toHaveLength(1);
});

test('group reader: a block ended by CLIENT UNBLOCK of its id, answers no entry at once', async () => {
  const reader = await joined({ ...somewhere(), blockMs: 60_000 });
  const next = reader.next();
  await waitFor(async () => (await redis.connect().client('UNBLOCK', reader.clientId)) === 1, {
    what: 'the reader to block and be woken',
  });
  expect(await next).toEqual([]);
});

test('group reader: a connection that falls silent while it blocks, is given up after block and reply time', async () => {
  const proxy = await ownProxy(redis);
  const reader = await joined({ ...somewhere(), blockMs: 100, replyTimeoutMs: 200 }, proxy.target);
  proxy.blackHole();
  const before = performance.now();
  await expect(reader.next()).rejects.toThrow();
  const took = performance.now() - before;
  expect(took).toBeGreaterThan(290);
  expect(took).toBeLessThan(2000);
});

const otherCalls = {
  'taking over': (reader: GroupReader) => reader.takeOver(),
  'reading its own': (reader: GroupReader) => reader.own('0'),
  leaving: (reader: GroupReader) => reader.leave(),
};

test.for(Object.entries(otherCalls))(
  'group reader: a connection that falls silent while %s, is given up after the reply time',
  async ([, call]) => {
    const proxy = await ownProxy(redis);
    const reader = await joined({ ...somewhere(), blockMs: 60_000, replyTimeoutMs: 200 }, proxy.target);
    proxy.blackHole();
    await expect(call(reader)).rejects.toThrow();
  },
);
