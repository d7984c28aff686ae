import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { type DeadLetters, Unavailable } from '../../src/bus/index.js';
import { openBus, readingLimits } from '../support/bus.js';
import { allDone, pendingIds } from '../support/groups.js';
import { hold, meet, requests } from '../support/intercept.js';
import { add, createLedger } from '../support/ledger.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

/** An account whose deposits can't be booked until `mend` is called, and two processes that read them. */
async function open() {
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const client = redis.connect();
  const proxy = await ownProxy(redis);
  let broken = true;
  const subscription = ledger.subscription(() => {
    if (broken) throw new RangeError('no such luck');
  });
  const limits = readingLimits({
    maxAttempts: 2,
    retry: { baseMs: 1, maxMs: 5 },
    early: { baseMs: 4, maxMs: 20 },
  });
  const [one, other] = [redis.target, proxy.target].map((target) =>
    openBus({ target, limits, subscriptions: [subscription] }),
  );
  if (!one || !other) throw new Error('there should be two buses');
  onTestFinished(() => Promise.all([one.close(), other.close()]).then(() => undefined));
  const account = await ledger.open(one);
  return {
    client,
    ledger,
    account,
    proxy,
    one: one.deadLetters,
    other: other.deadLetters,
    mend: () => {
      broken = false;
    },
    /** Puts a deposit among the dead letters, as if its group had read it and failed. */
    bury(sequence: number) {
      const fields = JSON.stringify(ledger.fields(account, sequence));
      const failedAt = new Date().toISOString();
      const letter = { entryId: `1-${sequence}`, error: 'by hand', attempts: '1', failedAt, fields };
      return add(client, ledger.deadLetters, Object.entries(letter).flat());
    },
    /** Resolves with the newest dead letter's id when there are so many. */
    untilDead: (count = 1) =>
      waitFor(
        async () => {
          const { items } = await one.deadLetters.list({ limit: 100 });
          return items.length === count && items[0]?.id;
        },
        { what: `${count} dead letters` },
      ),
    count: async (deadLetters: DeadLetters = one.deadLetters) =>
      (await deadLetters.list({ limit: 100 })).items.length,
    booked: async () => (await ledger.announced(client, account)).length - 1,
  };
}

test('replay: mended, it is applied once, and the entries that wait for it go on', async () => {
  const { client, ledger, account, one, mend, untilDead, count, booked } = await open();
  for (const sequence of [1, 2, 3]) await ledger.deposit(client, account, sequence);
  const id = await untilDead();
  expect(await pendingIds(client, ledger.stream, ledger.group)).toHaveLength(2);

  mend();
  expect(await one.replay(id)).toEqual({ outcome: 'applied' });
  await waitFor(() => allDone(client, ledger.stream, ledger.group), { what: 'those behind to be applied' });
  expect(await booked()).toBe(3);
  expect((await ledger.account(client, account)).balance).toBe('6');
  expect(await count()).toBe(0);
  expect(await one.replay(id)).toEqual({ refused: 'not-found' });
});

test('replay: not mended, it says why it still fails and stays', async () => {
  const { client, ledger, account, one, untilDead, count, booked } = await open();
  await ledger.deposit(client, account, 1);
  const id = await untilDead();
  expect(await one.replay(id)).toEqual({
    refused: 'replay-failed',
    detail: 'The entry can still not be applied: RangeError: no such luck',
  });
  expect([await count(), await booked()]).toEqual([1, 0]);
});

test('replay: of what is no event, it says so and stays', async () => {
  const { client, ledger, one, untilDead, count } = await open();
  await add(client, ledger.stream, ['type', 'noise']);
  const id = await untilDead();
  expect(await one.replay(id)).toEqual({
    refused: 'replay-failed',
    detail: expect.stringContaining('not an event'),
  });
  expect(await count()).toBe(1);
});

test('replay: before the entries that come before it, it is early and stays', async () => {
  const { client, ledger, account, one, mend, bury, untilDead, count, booked } = await open();
  await ledger.deposit(client, account, 1);
  const first = await untilDead();
  await bury(2);
  const behind = await untilDead(2);
  mend();
  expect(await one.replay(behind)).toEqual({ refused: 'replay-early' });
  expect([await count(), await booked()]).toEqual([2, 0]);
  expect(await one.replay(first)).toEqual({ outcome: 'applied' });
  expect(await one.replay(behind)).toEqual({ outcome: 'applied' });
  expect([await count(), await booked()]).toEqual([0, 2]);
});

test('replay: of what was applied in another way, it is a duplicate, changes nothing and is removed', async () => {
  const { client, ledger, account, one, mend, untilDead, count, booked } = await open();
  await ledger.deposit(client, account, 1);
  const id = await untilDead();
  mend();
  await ledger.deposit(client, account, 1);
  await waitFor(async () => (await booked()) === 1, { what: 'the deposit to be booked' });
  expect(await one.replay(id)).toEqual({ outcome: 'duplicate' });
  expect([await count(), await booked()]).toEqual([0, 1]);
});

test('replay and discard: twenty of two processes at once, exactly one of them succeeds', async () => {
  const { one, other, mend, bury, untilDead, count, booked } = await open();
  mend();
  for (let round = 0; round < 10; round += 1) {
    await bury((await booked()) + 1);
    const id = await untilDead();
    const before = await booked();
    const calls = [one, other].flatMap((process) =>
      Array.from({ length: 5 }, () => [
        async () => ('outcome' in (await process.replay(id)) ? 'replayed' : undefined),
        async () => ((await process.discard(id)) ? 'discarded' : undefined),
      ]),
    );
    const order = round % 2 === 0 ? calls.flat() : calls.flat().reverse();
    const done = (await Promise.all(order.map((call) => call()))).filter((outcome) => outcome !== undefined);
    expect(done).toHaveLength(1);
    expect(await booked()).toBe(before + (done[0] === 'replayed' ? 1 : 0));
    expect(await count()).toBe(0);
  }
});

test('replay: discarded elsewhere after it was found there and before it is applied, nothing is applied', async () => {
  const { client, ledger, account, one, other, proxy, mend, untilDead, booked } = await open();
  await ledger.deposit(client, account, 1);
  const id = await untilDead();
  mend();
  const exec = hold(proxy, 'exec');
  const replayed = other.replay(id);
  await exec.arrived;
  expect(await one.discard(id)).toBe(true);
  exec.release();
  expect(await replayed).toEqual({ refused: 'not-found' });
  expect(await booked()).toBe(0);
});

test('discard: applied elsewhere after it was found there and before it is removed, it tells that there was none', async () => {
  const { client, ledger, account, one, other, proxy, mend, untilDead, booked } = await open();
  await ledger.deposit(client, account, 1);
  const id = await untilDead();
  mend();
  const exec = hold(proxy, 'exec');
  const discarded = other.discard(id);
  await exec.arrived;
  expect(await one.replay(id)).toEqual({ outcome: 'applied' });
  exec.release();
  expect(await discarded).toBe(false);
  expect(await booked()).toBe(1);
});

test('replay and discard: found, but nothing can be written, both are refused as unavailable within 2 s', async () => {
  const { client, ledger, account, other, proxy, mend, untilDead, count, booked } = await open();
  await ledger.deposit(client, account, 1);
  const id = await untilDead();
  mend();
  meet(proxy, requests.lane, 'cut-before', Number.POSITIVE_INFINITY);
  const startedAt = performance.now();
  await Promise.all(
    [other.replay(id), other.discard(id)].map((call) => expect(call).rejects.toBeInstanceOf(Unavailable)),
  );
  expect(performance.now() - startedAt).toBeLessThan(2000);
  expect([await count(), await booked()]).toEqual([1, 0]);
});
