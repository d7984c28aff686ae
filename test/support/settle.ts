import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import { checkConsistency } from './consistency.js';
import { unsettled } from './settled.js';
import { waitFor } from './wait-for.js';

/** Waits until both modules have handled every entry, and then finds nothing amiss in all that Redis holds. */
export async function expectConsistent(redis: Redis, partitions = 1): Promise<void> {
  await waitFor(async () => (await unsettled(redis, partitions)).length === 0, {
    what: 'both modules to be through',
  });
  expect(await checkConsistency(redis, partitions)).toEqual([]);
}
