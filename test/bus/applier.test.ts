import { expect, test } from 'vitest';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { openApplier } from '../support/applier.js';
import { watchCommands } from '../support/commands.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('applier: an early entry, is left pending and applied as soon as its predecessor comes', async () => {
  const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(redis);
  const account = await openAccount();
  const early = await ledger.deposit(client, account, 2);
  await deliver();
  expect(await balance(account)).toBe(0);
  expect(await pendingIds()).toEqual([early]);

  await ledger.deposit(client, account, 1);
  await deliver();
  expect(await balance(account)).toBe(3);
  expect(await pendingIds()).toEqual([]);
});

test('applier: a whole line in reverse order, is applied in order', async () => {
  const { client, ledger, openAccount, deliver, pendingIds } = await openApplier(redis);
  const account = await openAccount();
  for (const sequence of [5, 4, 3, 2, 1]) await ledger.deposit(client, account, sequence);
  await deliver();
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 6],
    [4, 10],
    [5, 15],
  ]);
  expect(await pendingIds()).toEqual([]);
});

test('applier: an early entry whose predecessor another process applied, is applied by timer', async () => {
  const limits = { retry: { baseMs: 100, maxMs: 100 } };
  const { client, ledger, openAccount, deliver, applyElsewhere, balance, pendingIds } = await openApplier(
    redis,
    { limits },
  );
  const account = await openAccount();
  await ledger.deposit(client, account, 2);
  await deliver();
  await applyElsewhere(account, 1);
  await waitFor(async () => (await balance(account)) === 3, { what: 'the early entry to be applied' });
  expect(await pendingIds()).toEqual([]);
});

test('applier: many early entries of one subject in a batch, wait no longer for another process than one does', async () => {
  const limits = { retry: BUS_LIMITS.consumer.retry };
  const { client, ledger, openAccount, deliver, applyElsewhere, balance } = await openApplier(redis, {
    limits,
  });
  const account = await openAccount();
  for (let sequence = 2; sequence <= 40; sequence += 1) await ledger.deposit(client, account, sequence);
  await deliver();
  await applyElsewhere(account, 1);
  await waitFor(async () => (await balance(account)) === 820, { what: 'all to be applied', timeoutMs: 2000 });
});

test('applier: a subject that waits, holds up no other', async () => {
  const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(redis);
  const [waiting, other] = [await openAccount(), await openAccount()];
  const early = await ledger.deposit(client, waiting, 2);
  await ledger.deposit(client, other, 1);
  await deliver();
  await ledger.deposit(client, other, 2);
  await deliver();
  expect([await balance(waiting), await balance(other)]).toEqual([0, 3]);
  expect(await pendingIds()).toEqual([early]);
});

test('applier: an entry that comes again, is acknowledged and not applied again', async () => {
  const { client, ledger, openAccount, deliver, pendingIds } = await openApplier(redis);
  const account = await openAccount();
  for (const sequence of [1, 1, 2, 1, 2]) await ledger.deposit(client, account, sequence);
  await deliver();
  await ledger.deposit(client, account, 1);
  await deliver();
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
    [2, 3],
  ]);
  expect(await pendingIds()).toEqual([]);
});

test('applier: a second copy of an entry that waits, is acknowledged when it is delivered again', async () => {
  const { client, ledger, openAccount, deliver, applier, reader, pendingIds } = await openApplier(redis);
  const account = await openAccount();
  for (const sequence of [2, 2, 1]) await ledger.deposit(client, account, sequence);
  await deliver();
  await applier.apply(await reader.own('0'));
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
    [2, 3],
  ]);
  expect(await pendingIds()).toEqual([]);
});

test('applier: an entry delivered again while it waits, is applied once', async () => {
  const { client, ledger, openAccount, deliver, applier, reader, pendingIds } = await openApplier(redis);
  const account = await openAccount();
  await ledger.deposit(client, account, 2);
  await deliver();
  await applier.apply(await reader.own('0'));
  await ledger.deposit(client, account, 1);
  await deliver();
  expect(await ledger.announced(client, account)).toEqual([
    [0, 0],
    [1, 1],
    [2, 3],
  ]);
  expect(await pendingIds()).toEqual([]);
});

test('applier: a reaction that throws, keeps the entries of its subject waiting and no others', async () => {
  const poisoned = new Set<string>();
  const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(redis, {
    beforeBooking({ subject }) {
      if (poisoned.has(subject)) throw new Error('no');
    },
  });
  const [failing, other] = [await openAccount(), await openAccount()];
  poisoned.add(failing);
  const first = await ledger.deposit(client, failing, 1);
  await ledger.deposit(client, other, 1);
  const second = await ledger.deposit(client, failing, 2);
  await ledger.deposit(client, other, 2);
  await deliver();
  expect([await balance(failing), await balance(other)]).toEqual([0, 3]);
  expect(await pendingIds()).toEqual([first, second]);
});

test('applier: a reaction that goes on throwing, is tried at growing intervals until it succeeds', async () => {
  const tries: number[] = [];
  const limits = { retry: { baseMs: 40, maxMs: 60_000 } };
  const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(redis, {
    limits,
    beforeBooking() {
      tries.push(performance.now());
      if (tries.length <= 5) throw new Error('not yet');
    },
  });
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  await deliver();
  await waitFor(async () => (await balance(account)) === 1, { what: 'the sixth try to succeed' });
  const intervals = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
  // Half of each wait is random: 20 … 40 ms, then 40 … 80, and so on.
  for (const [i, least] of [20, 40, 80, 160, 320].entries())
    expect(intervals[i]).toBeGreaterThanOrEqual(least);
  expect(Math.max(...intervals)).toBeLessThan(3000);
  expect(await pendingIds()).toEqual([]);
});

test('applier: a reaction that throws with many entries of its subject behind it, is tried again as soon as alone', async () => {
  let failures = 0;
  const limits = { retry: BUS_LIMITS.consumer.retry };
  const { client, ledger, openAccount, deliver, balance } = await openApplier(redis, {
    limits,
    beforeBooking() {
      failures += 1;
      if (failures === 1) throw new Error('not at once');
    },
  });
  const account = await openAccount();
  for (let sequence = 1; sequence <= 40; sequence += 1) await ledger.deposit(client, account, sequence);
  await deliver();
  await waitFor(async () => (await balance(account)) === 820, { what: 'all to be applied', timeoutMs: 2000 });
});

test('applier: a subject that recovered, begins with short waits when it fails again', async () => {
  const failures = new Map([
    [1, 5],
    [2, 1],
  ]);
  const limits = { retry: { baseMs: 20, maxMs: 60_000 } };
  const secondTried: number[] = [];
  const { client, ledger, openAccount, deliver, balance } = await openApplier(redis, {
    limits,
    beforeBooking({ sequence }) {
      if (sequence === 2) secondTried.push(performance.now());
      const left = failures.get(sequence) ?? 0;
      failures.set(sequence, left - 1);
      if (left > 0) throw new Error('not yet');
    },
  });
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  await ledger.deposit(client, account, 2);
  await deliver();
  await waitFor(async () => (await balance(account)) === 3, { what: 'both to be applied' });
  // Had it gone on from where the first entry left off, it would have waited 320 ms at least.
  const [failed = 0, succeeded = 0] = secondTried;
  expect(succeeded - failed).toBeLessThan(320);
});

test('applier: more early entries than it may hold, are applied all the same when their predecessor comes', async () => {
  const limits = { held: 2 };
  const { client, ledger, openAccount, deliver, applier, reader, balance, pendingIds } = await openApplier(
    redis,
    { limits },
  );
  const account = await openAccount();
  for (const sequence of [5, 4, 3, 2]) await ledger.deposit(client, account, sequence);
  await deliver();
  await ledger.deposit(client, account, 1);
  await deliver();
  // What did not fit in comes back from Redis.
  for (let round = 0; round < 5; round += 1) await applier.apply(await reader.own('0'));
  expect(await balance(account)).toBe(15);
  expect(await pendingIds()).toEqual([]);
});

test('applier: as many waiting as it may hold, a new subject is applied and held up by none', async () => {
  const limits = { held: 1 };
  const { client, ledger, openAccount, deliver, balance, pendingIds } = await openApplier(redis, { limits });
  const [waiting, other] = [await openAccount(), await openAccount()];
  const early = await ledger.deposit(client, waiting, 2);
  await deliver();
  for (const sequence of [1, 2, 3]) await ledger.deposit(client, other, sequence);
  await deliver();
  expect(await balance(other)).toBe(6);
  expect(await pendingIds()).toEqual([early]);
});

test('applier: the change, the entry that announces it and the acknowledgement, are one EXEC', async () => {
  const server = await ownRedis();
  const { client, ledger, openAccount, deliver } = await openApplier(server);
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  const seen = await watchCommands(server);
  await deliver();
  await seen.until('xack');
  const names = (commands: readonly (readonly string[])[]) => commands.map(([name]) => name);
  expect(seen.transactions.map(names)).toEqual([['set', 'hset', 'xadd', 'xack']]);
  expect(names(seen.alone)).not.toContain('xack');
});

test('applier: the connection cut before Redis gets the EXEC, the entry is applied and acknowledged all the same', async () => {
  const { booked, left } = await depositThroughCut('cut-before');
  expect(booked).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(left).toEqual([]);
});

test('applier: the reply to the EXEC lost, the entry was applied and acknowledged once', async () => {
  const { booked, left } = await depositThroughCut('cut-after');
  expect(booked).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(left).toEqual([]);
});

/** Applies one deposit over a connection that breaks once, at its EXEC. */
async function depositThroughCut(cut: 'cut-before' | 'cut-after') {
  const proxy = await ownProxy(redis);
  const { client, ledger, openAccount, deliver, pendingIds } = await openApplier(redis, {
    laneTarget: proxy.target,
  });
  const account = await openAccount();
  await ledger.deposit(client, account, 1);
  const cuts: string[] = [];
  proxy.onRequest((chunk) => {
    if (cuts.length > 0 || !chunk.includes('xack')) return undefined;
    cuts.push(cut);
    return cut;
  });
  await deliver();
  expect(cuts).toEqual([cut]);
  return { booked: await ledger.announced(client, account), left: await pendingIds() };
}
