import { describe, expect, onTestFinished, test } from 'vitest';
import { at, newId, type Page, refuse } from '../../src/bus/index.js';
import { createRecordReader, type RecordReader } from '../../src/bus/record-reader.js';
import { millisecondsOf } from '../../src/bus/replies.js';
import { connectShared } from '../../src/redis/index.js';
import { openBus } from '../support/bus.js';
import { type Counter, counters, createCounters } from '../support/counters.js';
import { startProxy } from '../support/proxy.js';
import { openReads } from '../support/reads.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

describe('get', () => {
  test('a record that exists: its state', async () => {
    const { bus, create } = open();
    const created = await create();
    expect(await bus.records.get(counters, created.id)).toEqual(created);
  });

  test.each([
    ['that nobody has', newId(0)],
    ['of a partition that does not exist', newId(9)],
    ['that names no partition', 'nobody'],
  ])('an id %s: undefined', async (_, id) => {
    expect(await open().bus.records.get(counters, id)).toBeUndefined();
  });

  test('a key that holds something else: a fault', async () => {
    const id = newId(0);
    await redis.connect().set(`{0}:counters:${id}`, 'no hash');
    await expect(open().bus.records.get(counters, id)).rejects.toMatchObject({ name: 'Fault' });
  });
});

describe.each([1, 4])('page, over %i partitions', (partitions) => {
  test('more than one page: newest first, each record once, and null at the end', async () => {
    const { bus, create } = open(partitions);
    const owner = crypto.randomUUID();
    const created: Counter[] = [];
    for (let i = 0; i < 11; i += 1) created.push(await create(owner));
    const pages = await pagesOf(bus.records, owner, 4);
    expect(pages.map(({ items }) => items.length)).toEqual([4, 4, 3]);
    expect(pages.flatMap(({ items }) => items)).toEqual(created.reverse());
    expect(pages.at(-1)?.next).toBeNull();
  });

  test('as many as a page holds: one page, and no empty one after it', async () => {
    const { bus, create } = open(partitions);
    const owner = crypto.randomUUID();
    for (let i = 0; i < 4; i += 1) await create(owner);
    const page = await pageOf(bus.records, owner, 4);
    expect(page.items).toHaveLength(4);
    expect(page.next).toBeNull();
  });

  test('none: an empty page', async () => {
    const { bus } = open(partitions);
    expect(await pageOf(bus.records, crypto.randomUUID(), 4)).toEqual({ items: [], next: null });
  });

  test('some are added meanwhile: the pages after it go on where the last one ended', async () => {
    const { bus, create } = open(partitions);
    const owner = crypto.randomUUID();
    const created: Counter[] = [];
    for (let i = 0; i < 6; i += 1) created.push(await create(owner));
    const first = await pageOf(bus.records, owner, 3);
    for (let i = 0; i < 5; i += 1) await create(owner);
    const second = await pageOf(bus.records, owner, 3, first.next);
    expect([...first.items, ...second.items]).toEqual(created.reverse());
    expect(second.next).toBeNull();
  });

  test('some are removed meanwhile, that of the cursor too: none is left out, and none comes twice', async () => {
    const { bus, create } = open(partitions);
    const owner = crypto.randomUUID();
    const created: Counter[] = [];
    for (let i = 0; i < 8; i += 1) created.push(await create(owner));
    const [first, second, third, ...rest] = created.reverse();
    const page = await pageOf(bus.records, owner, 3);
    expect(page.items).toEqual([first, second, third]);
    for (const gone of [third, rest[0]]) await giveAway(bus, gone?.id ?? '');
    const after = await pageOf(bus.records, owner, 10, page.next);
    expect(after.items).toEqual(rest.slice(1));
  });

  test('a record has left the index between the two reads: left out, and the cursor is right all the same', async () => {
    const { bus, create } = open(partitions);
    const owner = crypto.randomUUID();
    const created: Counter[] = [];
    for (let i = 0; i < 5; i += 1) created.push(await create(owner));
    const [first, second, third, ...rest] = created.reverse();
    // Its hash says that it belongs to somebody else now, and the index that it is still there.
    await giveAway(bus, third?.id ?? '');
    const partition = Number.parseInt(third?.id.slice(-3) ?? '', 16);
    await redis.connect().zadd(`{${partition}}:counters:by-owner:${owner}`, 0, third?.id ?? '');
    const page = await pageOf(bus.records, owner, 3);
    expect(page.items).toEqual([first, second]);
    expect((await pageOf(bus.records, owner, 3, page.next)).items).toEqual(rest);
  });
});

describe('due', () => {
  test('by the time of Redis: what is due, what comes next and when', async () => {
    const client = redis.connect();
    const index = `due-${crypto.randomUUID()}`;
    const now = millisecondsOf(await client.time());
    const [first, second, later, latest] = [newId(0), newId(0), newId(0), newId(0)];
    await client.zadd(`{0}:${index}`, now + 90_000, latest, now - 1, second, now + 60_000, later, 5, first);
    const due = await open().bus.records.due({ index, partition: 0, limit: 10 });
    expect(due).toEqual({ now: expect.any(Number), ids: [first, second], nextAt: now + 60_000 });
    expect(due.now).toBeGreaterThanOrEqual(now);
    expect(due.now).toBeLessThanOrEqual(millisecondsOf(await client.time()));
  });

  test('more than are asked for: the first ones', async () => {
    const index = `due-${crypto.randomUUID()}`;
    await redis.connect().zadd(`{0}:${index}`, 1, 'a', 2, 'b', 3, 'c');
    const due = await open().bus.records.due({ index, partition: 0, limit: 2 });
    expect(due).toMatchObject({ ids: ['a', 'b'], nextAt: undefined });
  });

  test('another partition: nothing of this one', async () => {
    const index = `due-${crypto.randomUUID()}`;
    await redis.connect().zadd(`{0}:${index}`, 1, 'a');
    expect(await open(4).bus.records.due({ index, partition: 1, limit: 2 })).toMatchObject({ ids: [] });
  });
});

describe('Redis does not answer', () => {
  test('the network is silent: unavailable within 2 s, and answered when it is back', async () => {
    const { proxy, records } = await openProxied();
    await Promise.all(reads(records));
    proxy.blackHole();
    await expectUnavailable(reads(records));
    proxy.heal();
    await Promise.all(reads(records));
  });

  test('nobody is there: unavailable within 2 s', async () => {
    const { proxy, records } = await openProxied();
    await Promise.all(reads(records));
    await proxy.stop();
    await expectUnavailable(reads(records));
  });

  function reads(records: RecordReader): Promise<unknown>[] {
    return [
      records.get(counters, newId(0)),
      pageOf(records, 'ann', 10),
      records.due({ index: 'counters:by-count', partition: 0, limit: 10 }),
    ];
  }

  async function expectUnavailable(answers: Promise<unknown>[]) {
    const startedAt = performance.now();
    for (const result of await Promise.allSettled(answers)) {
      expect(result).toMatchObject({ reason: { name: 'Unavailable', reason: 'unavailable' } });
    }
    expect(performance.now() - startedAt).toBeLessThan(2000);
  }
});

function open(partitions = 1) {
  const bus = openBus({ target: redis.target, partitions });
  onTestFinished(bus.close);
  const { create } = createCounters(bus);
  return { bus, create };
}

async function openProxied() {
  const proxy = await startProxy({ target: redis.target });
  onTestFinished(proxy.stop);
  const shared = connectShared(proxy.target, 'test');
  onTestFinished(() => shared.disconnect());
  return {
    proxy,
    records: createRecordReader({ reads: openReads(proxy.target), redis: shared, partitions: 4 }),
  };
}

function pageOf(records: RecordReader, owner: string, limit: number, after: string | null = null) {
  return records.page(counters, { index: `counters:by-owner:${owner}`, after: after ?? undefined, limit });
}

async function pagesOf(records: RecordReader, owner: string, limit: number): Promise<Page<Counter>[]> {
  const pages = [await pageOf(records, owner, limit)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    pages.push(await pageOf(records, owner, limit, next));
  }
  return pages;
}

async function giveAway({ journal }: ReturnType<typeof open>['bus'], id: string): Promise<void> {
  await journal.commit<Counter, 'not-found'>({
    record: at(counters, id),
    decide: (state) => (state ? { ...state, owner: crypto.randomUUID() } : refuse('not-found')),
  });
}
