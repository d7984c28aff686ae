import { onTestFinished } from 'vitest';
import { createReads, type Reads, type ReadsOptions } from '../../src/bus/reads.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';

/** Reads of their own, with the limits of a server. */
export function openReads(target: RedisTarget, options: Partial<ReadsOptions> = {}): Reads {
  const reads = createReads({
    connect: () => connectExclusive(target, 'test-reads'),
    timeoutMs: 900,
    backOff: { baseMs: 20, maxMs: 500 },
    ...options,
  });
  onTestFinished(() => reads.close());
  return reads;
}
