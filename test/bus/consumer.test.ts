import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { consumers, pendingIds, readAndForget } from '../support/groups.js';
import type { Ledger } from '../support/ledger.js';
import { NEVER_MS, startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('consumer: entries from before its group existed, are applied', async () => {
  const { read, openAccounts, deposit, untilDone, untilBooked, expectBookedOnce } = startReading(redis);
  const [first = '', ...others] = await openAccounts(3);
  await deposit([first, ...others], { to: 3 });
  read();
  await untilBooked(first, 3);
  await untilDone();
  await expectBookedOnce([first, ...others], 3);
});

test('consumer: two processes share the entries of a few subjects, all are applied without delay', async () => {
  const { read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  read({ count: 32 });
  read({ count: 32 });
  const accounts = await openAccounts(2);
  await deposit(accounts, { to: 100 });
  await untilDone();
  await expectBookedOnce(accounts, 100);
});

test('consumer: 500 entries left by a dead consumer, are all taken over', async () => {
  const { ledger, client, read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const accounts = await openAccounts(50);
  await deposit(accounts, { to: 10 });
  await leaveToDead(ledger, client, 500);

  read({ count: 64, claimIdleMs: 60_000 });
  await untilDone();
  await expectBookedOnce(accounts, 10);
});

test('consumer: entries left by a dead consumer behind many that can not be applied, are taken over too', async () => {
  const { ledger, client, read, openAccounts, deposit, expectBookedOnce } = startReading(redis);
  const [stuck = '', ...others] = await openAccounts(11);
  const early = await deposit([stuck], { from: 2, to: 101 });
  await deposit(others, { to: 4 });
  await leaveToDead(ledger, client, 140);

  // XAUTOCLAIM looks at ten times COUNT entries: from the beginning it would never get beyond the early ones.
  read({ count: 4, claimIdleMs: 60_000 });
  await waitFor(async () => (await pendingOf(ledger, client)).length === early.length, {
    what: 'the entries of the others to be acknowledged',
  });
  expect(await pendingOf(ledger, client)).toEqual(early);
  await expectBookedOnce(others, 4);
});

test('consumer: an entry left by a process that dies while this one runs, is taken over once it is idle', async () => {
  const { ledger, client, read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const [account = ''] = await openAccounts(1);
  const [given] = await deposit([account], { to: 1 });
  await client.xgroup('CREATE', ledger.stream, ledger.group, '0');
  await readAndForget(client, { ...ledger, consumer: 'dead' }, 1);
  read({ blockMs: 20, claimIdleMs: 300 });
  expect(await pendingOf(ledger, client)).toEqual([given]);
  await untilDone();
  await expectBookedOnce([account], 1);
});

test('consumer: an entry that another consumer was given just now, is left to it', async () => {
  const { ledger, client, read, openAccounts, deposit, untilBooked } = startReading(redis);
  const [theirs = '', ours = ''] = await openAccounts(2);
  const given = await deposit([theirs], { to: 1 });
  await client.xgroup('CREATE', ledger.stream, ledger.group, '0');
  await readAndForget(client, { ...ledger, consumer: 'another' }, 1);
  await deposit([ours], { to: 1 });
  read({ blockMs: 20 });
  await untilBooked(ours, 1);
  expect(await pendingOf(ledger, client)).toEqual(given);
});

test('consumer: stopped with nothing pending, is deleted from its group', async () => {
  const { ledger, client, read, openAccounts, deposit, untilBooked } = startReading(redis);
  const bus = read();
  const [account = ''] = await openAccounts(1);
  await deposit([account], { to: 1 });
  await untilBooked(account, 1);
  expect(await consumersOf(ledger, client)).toHaveLength(1);
  await bus.close();
  expect(await consumersOf(ledger, client)).toEqual([]);
});

test('consumer: stopped with an entry pending, stays in its group until the entry is taken over', async () => {
  const { ledger, client, read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const bus = read();
  const [account = ''] = await openAccounts(1);
  const early = await deposit([account], { from: 2, to: 2 });
  await waitFor(async () => (await pendingOf(ledger, client)).length === 1, { what: 'the entry to be read' });
  await bus.close();
  expect(await consumersOf(ledger, client)).toHaveLength(1);
  expect(await pendingOf(ledger, client)).toEqual(early);

  read({ blockMs: 50, claimIdleMs: 50 });
  await deposit([account], { to: 1 });
  await untilDone();
  await expectBookedOnce([account], 2);
});

function pendingOf({ stream, group }: Ledger, client: Redis): Promise<string[]> {
  return pendingIds(client, stream, group);
}

function consumersOf({ stream, group }: Ledger, client: Redis): Promise<string[]> {
  return consumers(client, stream, group);
}

/** Lets a consumer that will never acknowledge read entries, a long time ago. */
async function leaveToDead({ stream, group }: Ledger, client: Redis, count: number): Promise<void> {
  await client.xgroup('CREATE', stream, group, '0');
  const ids = await readAndForget(client, { stream, group, consumer: 'dead' }, count);
  expect(ids).toHaveLength(count);
  await client.call('XCLAIM', stream, group, 'dead', 0, ...ids, 'IDLE', NEVER_MS, 'JUSTID');
}
