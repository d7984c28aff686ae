import { LRUCache } from 'lru-cache';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../log.js';
import type { BestEffortRedis } from '../redis/index.js';

export type LimiterOptions = {
  redis: BestEffortRedis;
  perMinute: number;
  log: Log;
  /** Milliseconds of a clock that is never set; tests bring their own. */
  now?: () => number;
};

/** What a caller may still do in the minute that began with their first request. */
export type Allowance = { granted: boolean; remaining: number; resetMs: number };

export type Limiter = {
  readonly perMinute: number;
  /** Counts a request of a caller; `undefined` when nobody counts, and then it goes on. Never throws. */
  count(caller: string): Allowance | undefined | Promise<Allowance | undefined>;
};

/** How long nobody is asked who has just not answered: else each request would wait for that, again and again. */
const PAUSE_MS = 1000;

/** A server takes one of so many requests that are left ahead; docs/decisions/0023-the-limit-is-taken-in-shares.md. */
const SHARES = 50;

/** Of how many callers a server remembers what they have left. */
const MAX_ACCOUNTS = 20_000;

/** What this server knows of a caller's minute. */
type Account = {
  /** How many requests it may still grant without asking. */
  ahead: number;
  /** How many more were left in Redis when it was last asked. */
  left: number;
  /** By the clock of the limiter, and never later than in Redis. */
  endsAt: number;
  /** Whether more is being taken ahead. */
  taking: boolean;
};

/** Requests of one caller that are counted by one command. */
type Batch = { size: number; readonly counted: Promise<Count> };

/** What was left for a batch, the first of which has the first claim on it. */
type Count = { left: number; endsAt: number };

/**
 * Counts requests in Redis, for all servers together. It fails open: while Redis is away, slow or refuses, nobody is
 * counted, as a market without a limit is better than none. The log says when that begins and when it ends.
 */
export function createLimiter({
  redis,
  perMinute,
  log,
  now = () => performance.now(),
}: LimiterOptions): Limiter {
  const store = new RateLimiterRedis({
    storeClient: redis,
    rejectIfRedisNotReady: true,
    keyPrefix: 'holdfast:limit',
    points: perMinute,
    duration: 60,
  });
  const accounts = new LRUCache<string, Account>({ max: MAX_ACCOUNTS });
  const batches = new Map<string, Batch>();
  let away = false;
  let askAgainAt = 0;

  return {
    perMinute,
    count(caller) {
      if (away) return now() < askAgainAt ? undefined : ask(caller);
      const account = accounts.get(caller);
      if (account === undefined || now() >= account.endsAt) return ask(caller);
      if (account.ahead > 0) {
        account.ahead -= 1;
        return allowance({ granted: true, remaining: account.ahead + account.left, endsAt: account.endsAt });
      }
      // Who has used everything up is refused from memory: to refuse somebody must not cost more than to serve them.
      if (account.left === 0) return allowance({ granted: false, remaining: 0, endsAt: account.endsAt });
      return ask(caller);
    },
  };

  async function ask(caller: string): Promise<Allowance | undefined> {
    const isProbe = away;
    // One request finds out for all: those that come meanwhile do not wait with it.
    if (isProbe) askAgainAt = now() + PAUSE_MS;
    try {
      const batch = batchOf(caller);
      const place = batch.size;
      batch.size += 1;
      const { left, endsAt } = await batch.counted;
      if (isProbe) returned();
      return allowance({ granted: place < left, remaining: Math.max(0, left - place - 1), endsAt });
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  /** Those who come in the same turn of the event loop are counted together. */
  function batchOf(caller: string): Batch {
    const open = batches.get(caller);
    if (open !== undefined) return open;
    const batch = { size: 0, counted: endOfTurn().then(() => settle(caller)) };
    batches.set(caller, batch);
    return batch;
  }

  /** @throws what Redis answered, or that it did not */
  async function settle(caller: string): Promise<Count> {
    const size = batches.get(caller)?.size ?? 0;
    batches.delete(caller);
    const askedAt = now();
    const known = openAccount(caller, askedAt);
    const more =
      known === undefined || known.taking ? 0 : Math.floor(Math.max(0, known.left - size) / SHARES);
    if (known !== undefined && more > 0) known.taking = true;
    try {
      // It counts as `consume` does, and does not reject who is over the limit.
      const { consumedPoints, msBeforeNext } = await store.penalty(caller, size + more);
      const left = Math.max(0, perMinute - (consumedPoints - size - more));
      const endsAt = askedAt + msBeforeNext;
      credit(caller, { ahead: Math.min(more, Math.max(0, left - size)), left: left - size - more, endsAt });
      return { left, endsAt };
    } finally {
      if (known !== undefined && more > 0) known.taking = false;
    }
  }

  function credit(caller: string, { ahead, left, endsAt }: Omit<Account, 'taking'>): void {
    const known = openAccount(caller, now());
    const account = known ?? { ahead: 0, left: 0, endsAt, taking: false };
    // What a batch before this one has taken ahead stays good.
    account.ahead += ahead;
    account.left = Math.max(0, left);
    account.endsAt = endsAt;
    if (known === undefined) accounts.set(caller, account);
  }

  function openAccount(caller: string, at: number): Account | undefined {
    const account = accounts.get(caller);
    return account !== undefined && at < account.endsAt ? account : undefined;
  }

  function allowance(told: { granted: boolean; remaining: number; endsAt: number }): Allowance {
    const { granted, remaining, endsAt } = told;
    return { granted, remaining, resetMs: Math.max(0, endsAt - now()) };
  }

  function failed(error: unknown): void {
    askAgainAt = now() + PAUSE_MS;
    if (away) return;
    away = true;
    log.warn({ err: error }, 'requests are not counted, and none is refused, until Redis counts again');
  }

  function returned(): void {
    away = false;
    log.info({ perMinute }, 'requests are counted again');
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
