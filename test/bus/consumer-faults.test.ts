import { expect, test } from 'vitest';
import { consumers, pendingIds, waitingReader } from '../support/groups.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('consumer: its group destroyed while it waits, makes it anew and applies the rest once', async () => {
  const { ledger, client, read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } =
    startReading(redis);
  read({ blockMs: 60_000 });
  const [account = ''] = await openAccounts(1);
  await deposit([account], { to: 3 });
  await untilBooked(account, 3);
  await client.xgroup('DESTROY', ledger.stream, ledger.group);
  await deposit([account], { from: 4, to: 6 });
  await untilBooked(account, 6, 3000);
  await untilDone();
  await expectBookedOnce([account], 6);
});

test('consumer: its group destroyed while an entry waits, applies that one once too', async () => {
  const { ledger, client, read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } =
    startReading(redis);
  read({ blockMs: 60_000 });
  const [account = ''] = await openAccounts(1);
  await deposit([account], { to: 1 });
  await deposit([account], { from: 3, to: 3 });
  await untilBooked(account, 1);
  await client.xgroup('DESTROY', ledger.stream, ledger.group);
  await deposit([account], { from: 2, to: 2 });
  await untilBooked(account, 3, 3000);
  await untilDone();
  await expectBookedOnce([account], 3);
});

test('consumer: all of Redis emptied while it waits, goes on with what is written afterwards', async () => {
  const { client, read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } = startReading(
    await ownRedis(),
  );
  read({ blockMs: 60_000 });
  const [before = ''] = await openAccounts(1);
  await deposit([before], { to: 3 });
  await untilBooked(before, 3);
  await client.flushall();
  const accounts = await openAccounts(2);
  await deposit(accounts, { to: 3 });
  for (const account of accounts) await untilBooked(account, 3, 3000);
  await untilDone();
  await expectBookedOnce(accounts, 3);
});

test('consumer: its connection killed while it waits, goes on at once', async () => {
  const { ledger, client, read, openAccounts, deposit, untilBooked, untilDone } = startReading(redis);
  read({ blockMs: 60_000 });
  const [account = ''] = await openAccounts(1);
  const id = await waitFor(() => waitingReader(client, ledger.group), { what: 'the reader to wait' });
  await client.client('KILL', 'ID', id);
  await deposit([account], { to: 1 });
  await untilBooked(account, 1, 3000);
  await untilDone();
});

test('consumer: every connection killed again and again in the middle of a stream, loses and doubles nothing', async () => {
  const { client, read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } = startReading(
    await ownRedis(),
  );
  read({ count: 8 });
  const accounts = await openAccounts(10);
  const [watched = ''] = accounts;
  for (const from of [1, 21, 41, 61, 81]) {
    await deposit(accounts, { from, to: from + 19 });
    await untilBooked(watched, from + 2);
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  }
  await untilBooked(watched, 100);
  await untilDone();
  await expectBookedOnce(accounts, 100);
});

test('consumer: the reply with its entries lost, reads them again at once', async () => {
  const { read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } = startReading(redis);
  const [account = ''] = await openAccounts(1);
  await deposit([account], { to: 5 });
  const proxy = await ownProxy(redis);
  let lost = 0;
  proxy.onRequest((chunk) => {
    if (lost > 0 || !isReadOfNewEntries(chunk)) return undefined;
    lost += 1;
    return 'cut-after';
  });
  read({}, proxy.target);
  await untilBooked(account, 5, 3000);
  expect(lost).toBe(1);
  await untilDone();
  await expectBookedOnce([account], 5);
});

test('consumer: more entries lost with replies than it reads at a time, are all read again', async () => {
  const { ledger, client, read, openAccounts, untilDone, expectBookedOnce } = startReading(redis);
  read({ blockMs: 60_000, count: 10 });
  const [account = ''] = await openAccounts(1);
  const id = await waitFor(() => waitingReader(client, ledger.group), { what: 'the reader to wait' });
  const { stream, group } = ledger;
  const [consumer = ''] = await consumers(client, stream, group);

  // Given to the reader's name by one transaction, so that the reader itself has no part in it.
  const lost = client.multi();
  for (let sequence = 1; sequence <= 35; sequence += 1) {
    lost.call('XADD', stream, '*', ...ledger.fields(account, sequence));
  }
  await lost.xreadgroup('GROUP', group, consumer, 'COUNT', 35, 'STREAMS', stream, '>').exec();
  expect(await pendingIds(client, stream, group)).toHaveLength(35);
  await client.client('KILL', 'ID', id);
  await untilDone();
  await expectBookedOnce([account], 35);
});

test('consumer: a wedged connection, is replaced', async () => {
  const { read, openAccounts, deposit, untilBooked, untilDone } = startReading(redis);
  const proxy = await ownProxy(redis);
  read({ blockMs: 100, replyTimeoutMs: 200 }, proxy.target);
  const [account = ''] = await openAccounts(1);
  await deposit([account], { to: 1 });
  await untilBooked(account, 1);
  const { accepted } = proxy;
  proxy.blackHole();
  await waitFor(() => proxy.accepted > accepted, { what: 'another connection to be tried', timeoutMs: 3000 });
  proxy.heal();
  await deposit([account], { from: 2, to: 2 });
  await untilBooked(account, 2);
  await untilDone();
});

function isReadOfNewEntries(chunk: Buffer): boolean {
  return /xreadgroup/i.test(chunk.toString()) && chunk.includes('\r\n>\r\n');
}
