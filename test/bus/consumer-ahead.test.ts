import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { consumers, pendingIds, waitingReader } from '../support/groups.js';
import { requests } from '../support/intercept.js';
import { ownProxy } from '../support/own.js';
import type { Proxy as TestProxy } from '../support/proxy.js';
import { startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('consumer: a batch under way, the next one is read meanwhile, and no third', async () => {
  const { account, proxy, pending, read, deposit, untilDone, expectBookedOnce } = await openAhead();
  await deposit([account], { to: 12 });
  const release = holdEveryExec(proxy);
  const inHand = countInHand(proxy, isReadOfNewEntries, pending);
  read({ count: 4, blockMs: 60_000 }, proxy.target);
  await waitFor(async () => (await pending()).length === 8, { what: 'two batches to be read' });
  release();
  await untilDone();
  await expectBookedOnce([account], 12);
  expect(inHand.slice(0, 2)).toEqual([0, 4]);
  expect(Math.max(...inHand)).toBe(4);
});

test('consumer: stopped with two batches in hand, finishes both and leaves its group', async () => {
  const { account, proxy, ledger, client, pending, read, deposit } = await openAhead();
  const entries = await deposit([account], { to: 12 });
  const release = holdEveryExec(proxy);
  const bus = read({ count: 4, blockMs: 60_000 }, proxy.target);
  await waitFor(async () => (await pending()).length === 8, { what: 'two batches to be read' });
  const closed = bus.close();
  release();
  await closed;
  expect(await consumers(client, ledger.stream, ledger.group)).toEqual([]);
  expect((await ledger.announced(client, account)).at(-1)).toEqual([8, 36]);
  expect(await client.xlen(ledger.stream)).toBe(entries.length);
});

test('consumer: looks for entries to take over, has none in hand that it could take from itself', async () => {
  const { account, proxy, pending, read, deposit, untilDone, expectBookedOnce } = await openAhead();
  await deposit([account], { to: 10 });
  const inHand = countInHand(proxy, (chunk) => /xautoclaim/i.test(chunk.toString()), pending);
  read({ count: 1, blockMs: 1, claimIdleMs: 0 }, proxy.target);
  await untilDone();
  await expectBookedOnce([account], 10);
  expect(inHand.length).toBeGreaterThan(0);
  expect(inHand.filter((count) => count > 0)).toEqual([]);
});

test('consumer: its connection lost with entries in hand, does not read those again', async () => {
  const ours = await openAhead();
  await ours.deposit([ours.account], { to: 8 });
  const release = holdEveryExec(ours.proxy, { butFirst: 1 });
  const inHand = countInHand(ours.proxy, isReadOfOwnEntries, ours.pending);
  ours.read({ count: 4, blockMs: 60_000 }, ours.proxy.target);
  await waitFor(async () => (await ours.pending()).length === 4, { what: 'the second batch to be in hand' });

  // When another that loses its connection at the same time is back, this one would be too.
  const other = await openAhead();
  other.read({ blockMs: 60_000 }, other.proxy.target);
  await killReader(other);
  await killReader(ours);
  await other.deposit([other.account], { to: 1 });
  await other.untilBooked(other.account, 1);
  release();
  await ours.untilDone();
  await waitFor(() => inHand.length === 2, { what: 'the reader to be back' });
  expect(inHand).toEqual([0, 0]);
  await ours.expectBookedOnce([ours.account], 8);
});

/** Ends the connection of a ledger's reader while it waits for entries. */
async function killReader({ client, ledger }: Awaited<ReturnType<typeof openAhead>>): Promise<void> {
  const id = await waitFor(() => waitingReader(client, ledger.group), { what: 'the reader to wait' });
  await client.client('KILL', 'ID', id);
}

/** How many entries are pending at each request of a kind, before Redis gets it. */
function countInHand(
  proxy: TestProxy,
  isMeant: (chunk: Buffer) => boolean,
  pending: () => Promise<readonly string[]>,
): readonly number[] {
  const counts: number[] = [];
  proxy.onRequest(async (chunk) => {
    if (isMeant(chunk)) counts.push((await pending()).length);
    return undefined;
  });
  return counts;
}

function isReadOfNewEntries(chunk: Buffer): boolean {
  return /xreadgroup/i.test(chunk.toString()) && chunk.includes('\r\n>\r\n');
}

function isReadOfOwnEntries(chunk: Buffer): boolean {
  return /xreadgroup/i.test(chunk.toString()) && !isReadOfNewEntries(chunk);
}

/** An account, and a proxy for the process that reads its deposits. */
async function openAhead() {
  const { ledger, client, openAccounts, ...reading } = startReading(redis);
  const [account = ''] = await openAccounts(1);
  const proxy = await ownProxy(redis);
  const pending = () => pendingIds(client, ledger.stream, ledger.group);
  return { ledger, client, account, proxy, pending, ...reading };
}

/** Holds back each EXEC but the first ones, also one that is tried again, until the returned function is called. */
function holdEveryExec(proxy: TestProxy, { butFirst = 0 } = {}): () => void {
  const gate = new EventEmitter();
  const released = once(gate, 'released').then(() => undefined);
  let passed = 0;
  proxy.onRequest((chunk) => {
    if (!requests.exec.test(chunk.toString('latin1'))) return undefined;
    passed += 1;
    return passed > butFirst ? released : undefined;
  });
  return () => void gate.emit('released');
}
