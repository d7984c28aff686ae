import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import type { ConsumerLimits } from '../../src/bus/consumer.js';
import type { RedisTarget } from '../../src/redis/index.js';
import { openBus, readingLimits } from './bus.js';
import { allDone } from './groups.js';
import { createLedger } from './ledger.js';
import { waitFor } from './wait-for.js';

/** A time that plays no part in a test. */
export const NEVER_MS = 3_600_000;

/**
 * A ledger of the test's own in a Redis, with what is needed to have it read by one process or several, and to find
 * out what they made of it.
 *
 * @param redis closed by its owner; the processes are stopped when the test ends
 */
export function startReading(redis: { readonly target: RedisTarget; connect(): Redis }) {
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const { stream, group } = ledger;
  const client = redis.connect();
  const writer = open(openBus({ target: redis.target }));

  async function version(account: string): Promise<number> {
    return Number((await ledger.account(client, account)).version);
  }

  return {
    ledger,
    client,
    /** Opens a bus that reads the deposits, as one process has it. */
    read: (limits: Partial<ConsumerLimits> = {}, target = redis.target) =>
      open(
        openBus({
          target,
          limits: readingLimits({ blockMs: 100, claimIdleMs: NEVER_MS, ...limits }),
          subscriptions: [ledger.subscription()],
        }),
      ),
    openAccounts: (count: number) => Promise.all(Array.from({ length: count }, () => ledger.open(writer))),
    /** Writes the entries of deposits `from` … `to` for each account, in turn; returns their ids. */
    deposit(accounts: readonly string[], { from = 1, to }: { readonly from?: number; readonly to: number }) {
      const written: Promise<string>[] = [];
      for (let sequence = from; sequence <= to; sequence += 1) {
        for (const account of accounts) written.push(ledger.deposit(client, account, sequence));
      }
      return Promise.all(written);
    },
    async untilBooked(account: string, count: number, timeoutMs = 10_000) {
      const what = `${count} deposits to be booked`;
      await waitFor(async () => (await version(account)) >= count, { what, timeoutMs });
    },
    async untilDone() {
      await waitFor(() => allDone(client, stream, group), { what: 'all to be read and acknowledged' });
    },
    /** Each deposit 1 … `count` of each account was booked once, in order. */
    async expectBookedOnce(accounts: readonly string[], count: number) {
      const line = Array.from({ length: count + 1 }, (_, n) => [n, (n * (n + 1)) / 2]);
      for (const account of accounts) expect(await ledger.announced(client, account)).toEqual(line);
    },
  };
}

function open<Closed extends { close(): Promise<void> }>(bus: Closed): Closed {
  onTestFinished(bus.close);
  return bus;
}
