import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openEntries } from '../../src/bus/open-entries.js';
import { readAndForget } from '../support/groups.js';
import { createLedger } from '../support/ledger.js';
import { useRedis } from '../support/redis.js';

const server = useRedis();

test('openEntries: entries that are unread or pending, behind more pending ones than are read at a time', async () => {
  const { redis, subscription, add, read } = open();
  const ids = await add(2500);
  await redis.xgroup('CREATE', subscription.stream, subscription.group, '0');
  await read(2400);
  const acknowledged = [ids[0] ?? '', ids[2300] ?? ''];
  await redis.xack(subscription.stream, subscription.group, ...acknowledged);

  const some = [0, 1, 999, 1000, 1001, 2300, 2399, 2400, 2499].map((i) => entry(ids[i] ?? ''));
  expect(await subscription.open(some)).toEqual(
    some.filter(({ entryId }) => !acknowledged.includes(entryId)),
  );
});

test('openEntries: all is acknowledged, or none was asked for: none is open', async () => {
  const { redis, subscription, add, read } = open();
  const ids = await add(3);
  await redis.xgroup('CREATE', subscription.stream, subscription.group, '0');
  await redis.xack(subscription.stream, subscription.group, ...(await read(3)));

  expect(await subscription.open(ids.map(entry))).toEqual([]);
  expect(await subscription.open([])).toEqual([]);
});

test('openEntries: no group or no stream, all are open', async () => {
  const { subscription, add } = open();
  expect(await subscription.open([entry('1-1')])).toEqual([entry('1-1')]);
  const [id = ''] = await add(1);
  expect(await subscription.open([entry(id)])).toEqual([entry(id)]);
});

/** A stream and a group of the test's own, in which nobody reads. */
function open() {
  const redis = server.connect();
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const { group } = ledger;
  const { stream } = ledger.subscription();
  const key = `{0}:${stream.name}`;
  return {
    redis,
    subscription: {
      ...{ stream: key, group },
      open: (entries: readonly ReturnType<typeof entry>[]) => openEntries(redis, { stream, group }, entries),
    },
    async add(count: number): Promise<string[]> {
      const added = redis.pipeline();
      for (let i = 0; i < count; i += 1) added.xadd(key, '*', 'number', i);
      return ((await added.exec()) ?? []).map(([, id]) => String(id));
    },
    read: (count: number) => readAndForget(redis, { stream: key, group, consumer: 'dead' }, count),
  };
}

function entry(entryId: string) {
  return { id: 'ticket', partition: 0, entryId };
}
