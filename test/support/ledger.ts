import type { Redis } from 'ioredis';
import { z } from 'zod';
import { decodeEvent, defineEvent, defineStream, type Event, encodeEvent } from '../../src/bus/event.js';
import { at, type Bus, defineSource, defineSubscription } from '../../src/bus/index.js';
import { keyIn } from '../../src/bus/partition.js';

const account = z.object({
  id: z.uuid(),
  balance: z.int(),
  version: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

type Account = z.infer<typeof account>;

/** What a test may do before a deposit is booked: count it, or throw. */
export type BeforeBooking = (event: Event) => void;

/**
 * A domain of two streams for tests of the bus: deposits move the balance of accounts, and each change of an account
 * is announced. A deposit that is booked twice, or not at all, shows in the balance, the version and the entries.
 *
 * @param name unique in its Redis, so that tests can share one
 */
export function createLedger(name: string) {
  const deposits = defineStream(`${name}-deposits`, [
    defineEvent('deposit:made', z.object({ amount: z.int() }), 'Money was paid in.'),
  ]);
  const accountEvents = defineStream(`${name}-accounts`, [
    defineEvent('account:opened', account, 'There is a new account.'),
    defineEvent('account:changed', account, 'The account has changed.'),
  ]);
  const accounts = defineSource<Account>({
    name: `${name}-account`,
    schema: account,
    stream: accountEvents,
    announce: (before) => (before ? 'account:changed' : 'account:opened'),
    subject: ({ id }) => id,
    indexes: () => [],
  });
  const stream = keyIn(0, deposits.name);

  /** The fields of the entry that announces an account's deposit; sequences begin with 1. */
  const fields = (id: string, sequence: number, amount = sequence) => {
    const time = new Date().toISOString();
    return encodeEvent(deposits, { type: 'deposit:made', time, subject: id, sequence, data: { amount } });
  };

  return {
    group: name,
    /** The key of the stream of deposits. */
    stream,
    deadLetters: keyIn(0, `dead:${name}`),
    fields,
    subscription: (beforeBooking: BeforeBooking = () => undefined) =>
      defineSubscription({
        group: name,
        stream: deposits,
        record: accounts,
        reactions: {
          'deposit:made': (state, event) => {
            beforeBooking(event);
            return { ...state, balance: state.balance + event.data.amount };
          },
        },
      }),
    async open({ journal, newId }: Pick<Bus, 'journal' | 'newId'>): Promise<string> {
      const id = newId();
      const stamps = { version: 0, createdAt: '', updatedAt: '' };
      await journal.commit<Account, never>({
        record: at(accounts, id),
        decide: () => ({ id, balance: 0, ...stamps }),
      });
      return id;
    },
    /** @returns the entry's id */
    deposit: (redis: Redis, id: string, sequence: number, amount?: number) =>
      add(redis, stream, fields(id, sequence, amount)),
    /** The account's hash as Redis has it. */
    account: (redis: Redis, id: string) => redis.hgetall(keyIn(0, `${accounts.name}:${id}`)),
    /** The version and the balance of each entry that an account has announced, in their order. */
    async announced(redis: Redis, id: string): Promise<(readonly [version: number, balance: number])[]> {
      const entries = await redis.xrange(keyIn(0, accountEvents.name), '-', '+');
      return entries
        .map(([, entry]) => decodeEvent(accountEvents, entry))
        .filter(({ subject }) => subject === id)
        .map(({ sequence, data }) => [sequence, data.balance] as const);
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;

/** Adds an entry of any fields; returns its id. */
export async function add(redis: Redis, stream: string, fields: readonly string[]): Promise<string> {
  return String(await redis.call('XADD', stream, '*', ...fields));
}
