import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
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
  count(caller: string): Promise<Allowance | undefined>;
};

/** How long nobody is asked who has just not answered: else each request would wait for that, again and again. */
const PAUSE_MS = 1000;

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
    // Who has used everything up is refused from memory: to refuse somebody must not cost more than to serve them.
    inMemoryBlockOnConsumed: perMinute,
  });
  let away = false;
  let askAgainAt = 0;

  return {
    perMinute,
    async count(caller) {
      const isProbe = away;
      if (isProbe) {
        if (now() < askAgainAt) return undefined;
        // One request finds out for all: those that come meanwhile do not wait with it.
        askAgainAt = now() + PAUSE_MS;
      }
      try {
        const allowance = await consume(store, caller);
        if (isProbe) returned();
        return allowance;
      } catch (error) {
        failed(error);
        return undefined;
      }
    },
  };

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

/** @throws what Redis answered, or that it did not */
async function consume(store: RateLimiterRedis, caller: string): Promise<Allowance> {
  try {
    return toAllowance(await store.consume(caller), true);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return toAllowance(refusal, false);
    throw refusal;
  }
}

function toAllowance({ remainingPoints, msBeforeNext }: RateLimiterRes, granted: boolean): Allowance {
  return { granted, remaining: remainingPoints, resetMs: msBeforeNext };
}
