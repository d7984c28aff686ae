import { expect, test } from 'vitest';
import type { AnnouncedEntry } from '../../src/bus/index.js';
import { printReport } from '../../src/rebuild/print-report.js';
import { type RebuildOptions, rebuild } from '../../src/rebuild/rebuild.js';

test('rebuild: tickets that were left behind are looked at when they are applied, a page at a time', async () => {
  // More than may be left behind: with the last page, the others must be applied.
  const behind = [1, 2, 3, 4, 5, 6].map((page) => idsOf(`slow-${page}`, 180));
  const slow = new Set(behind.flat());
  const read: number[] = [];
  let readBeforeTheLast = 0;
  const report = await run({
    ids: [...behind, ['last']],
    isOpen: (id) => slow.has(id),
    onAnnounce(ids) {
      if (ids.includes('slow-6-0')) for (const id of behind.slice(0, 5).flat()) slow.delete(id);
      if (!ids.includes('last')) return;
      readBeforeTheLast = sum(read);
      slow.clear();
    },
    onRead: (ids) => read.push(ids.length),
  });

  expect(report).toMatchObject({ ok: true, tickets: 1081, restored: 1081 });
  // Each is read before it is announced, and when it is applied.
  expect(readBeforeTheLast).toBe(1081 + 900);
  expect(sum(read)).toBe(2 * 1081);
  expect(Math.max(...read)).toBe(200);
});

test('rebuild: interrupted while it puts orders into their index, it ends with the page', async () => {
  const stopping = new AbortController();
  const indexed: (readonly string[])[] = [];
  const done = run({
    orderIds: [['1'], ['2'], ['3']],
    signal: stopping.signal,
    onIndex(ids) {
      indexed.push(ids);
      stopping.abort(new Error('interrupted'));
    },
  });

  await expect(done).rejects.toThrow('interrupted');
  expect(indexed).toEqual([['1']]);
});

test('rebuild: more is wrong than is named, the report tells how much there is', async () => {
  const unreadable = idsOf('order', 1500);
  const report = await run({
    orderIds: [unreadable, unreadable.slice(0, 10)],
    unreadable,
    replicas: [idsOf('foreign', 1200)],
  });

  expect(report).toMatchObject({ ok: false, failureCount: 1500, foreignCount: 1200 });
  expect([report.failures.length, report.foreign.length]).toEqual([1000, 1000]);
  const printed = printReport(report, 'here');
  expect(printed).toContain('\nNot done (1,000 of 1,500):\n  order-0: the order can not be read\n');
  expect(printed).toContain(
    '\nReplicas of tickets that do not exist, left alone (1,000 of 1,200):\n  foreign-0\n',
  );
  expect(printed).toContain('\n1,500 records could not be dealt with; holdfast verify says what is wrong.');
});

interface Run {
  readonly ids?: readonly string[][];
  readonly orderIds?: readonly string[][];
  readonly replicas?: readonly string[][];
  readonly unreadable?: readonly string[];
  readonly isOpen?: (id: string) => boolean;
  readonly signal?: AbortSignal;
  readonly onAnnounce?: (ids: readonly string[]) => void;
  readonly onRead?: (ids: readonly string[]) => void;
  readonly onIndex?: (ids: readonly string[]) => void;
}

/** A rebuild of modules in memory: a replica is there as soon as its ticket was announced and is not open. */
function run({ ids = [], orderIds = [], replicas = [], unreadable = [], ...given }: Run) {
  const { isOpen = () => false, signal = new AbortController().signal } = given;
  const announced = new Set<string>();
  const tickets: RebuildOptions['tickets'] = {
    ids: () => pages(ids),
    announce(some) {
      given.onAnnounce?.(some);
      for (const id of some) announced.add(id);
      const versions = new Map(some.map((id) => [id, 0]));
      return Promise.resolve({ versions, unreadable: [], entries: some.map(entryOf) });
    },
    missing: (some) => Promise.resolve([...some]),
  };
  const orders: RebuildOptions['orders'] = {
    subscriptions: [],
    orderIds: () => pages(orderIds),
    index(some) {
      given.onIndex?.(some);
      return Promise.resolve(some.filter((id) => unreadable.includes(id)));
    },
    ticketIds: () => pages(replicas),
    replicas(some) {
      given.onRead?.(some);
      const there = some.filter((id) => announced.has(id) && !isOpen(id));
      return Promise.resolve(new Map(there.map((id) => [id, replicaOf(id)])));
    },
    discard: () => Promise.resolve(false),
    open: (entries) => Promise.resolve(entries.filter(({ id }) => isOpen(id))),
    deadLetters: () => Promise.resolve({ among: () => Promise.resolve(new Map()) }),
  };
  return rebuild({ tickets, orders, signal, progress: () => undefined, patienceMs: 50 });
}

async function* pages(all: readonly string[][]) {
  yield* all;
}

function entryOf(id: string): AnnouncedEntry {
  return { id, partition: 0, entryId: '1-1' };
}

function replicaOf(id: string) {
  const own = { orderId: null, sequence: 0 };
  return {
    id,
    title: 'Concert',
    price: 1,
    currency: 'usd',
    sellerId: 'ann',
    status: 'sold' as const,
    version: 0,
    ...own,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function idsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i}`);
}
