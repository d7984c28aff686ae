import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import { audit } from './audit.js';
import { unsettled } from './settled.js';
import { waitFor } from './wait-for.js';

/**
 * Waits until both modules are through with every entry, and then has the auditor find nothing in all that is stored.
 *
 * @param timeoutMs how long what a dead process left may take to be taken over
 */
export async function expectSound(
  redis: { readonly target: string; connect(): Redis },
  { partitions = 1, timeoutMs = 30_000 } = {},
): Promise<void> {
  const client = redis.connect();
  await waitFor(async () => (await unsettled(client, partitions)).length === 0, {
    ...{ what: 'both modules to be through', timeoutMs },
  }).catch(async () => expect(await unsettled(client, partitions)).toEqual([]));
  expect((await audit(redis.target, partitions)).violations).toEqual([]);
}
