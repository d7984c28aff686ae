import { expect, test } from 'vitest';
import { meet } from '../support/intercept.js';
import { ownProxy } from '../support/own.js';
import { startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('consumer: stopped while it waits for entries, ends at once', async () => {
  const { client, ledger, read } = startReading(redis);
  const bus = read({ blockMs: 60_000 });
  await waitFor(async () => waiting(ledger.group).test(String(await client.client('LIST'))), {
    what: 'the reader to wait',
  });
  expect(await durationOf(bus.close)).toBeLessThan(1000);
});

test('consumer: stopped as soon as it was started, ends at once', async () => {
  const bus = startReading(redis).read({ blockMs: 60_000 });
  expect(await durationOf(bus.close)).toBeLessThan(1000);
});

test('consumer: stopped with an entry in hand while Redis is away, ends all the same', async () => {
  const proxy = await ownProxy(redis);
  const { read, openAccounts, deposit } = startReading(redis);
  const bus = read({}, proxy.target);
  const exec = meet(proxy, 'xack', () => {
    proxy.blackHole();
    return Promise.resolve('cut-before');
  });
  await deposit(await openAccounts(1), { to: 1 });
  await waitFor(() => exec.times === 1, { what: 'the entry to be in hand' });

  let stopped = false;
  const stopping = bus.close().then(() => {
    stopped = true;
  });
  try {
    await waitFor(() => stopped, { what: 'the bus to stop', timeoutMs: 8000 });
  } finally {
    proxy.heal();
    await stopping;
  }
});

test('consumer: stopped in the middle of 2,000 entries while another goes on, loses and doubles nothing', async () => {
  const { read, openAccounts, deposit, untilBooked, untilDone, expectBookedOnce } = startReading(redis);
  const limits = { count: 32, blockMs: 50, claimIdleMs: 300 };
  const leaving = read(limits);
  read(limits);
  const [first = '', ...others] = await openAccounts(20);
  const written = deposit([first, ...others], { to: 100 });
  await untilBooked(first, 20);
  await leaving.close();
  await written;
  await untilDone();
  await expectBookedOnce([first, ...others], 100);
});

/** How the connection of a group's reader shows in CLIENT LIST while it waits. */
function waiting(group: string): RegExp {
  return new RegExp(`name=holdfast-${group}-0-.*cmd=xreadgroup`);
}

async function durationOf(action: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await action();
  return performance.now() - before;
}
