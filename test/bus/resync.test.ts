import { expect, test } from 'vitest';
import { newId } from '../../src/bus/partition.js';
import { askForState } from '../../src/bus/resync.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { openLane } from '../support/lane.js';
import { useRedis } from '../support/redis.js';

const redis = useRedis();

test.each([
  ['nothing, and the first entry waits', undefined, 0, 'asked'],
  ['nothing, and a later entry waits', undefined, 1, 'asked'],
  ['the version before the one that waits', 4, 5, 'closed'],
  ['what waits itself', 5, 5, 'closed'],
  ['an older version', 3, 5, 'asked'],
] as const)('askForState: the copy has %s', async (_, version, waiting, expected) => {
  const lane = openLane(redis);
  const client = redis.connect();
  const subject = newId(0);
  if (version !== undefined) await client.hset(`{0}:orders:ticket:${subject}`, { version: String(version) });

  const asked = await lane.submit(askForState(ticketSubscription, 0, { subject, waiting, everyMs: 60_000 }));

  expect(asked).toBe(expected);
  const entries = await client.xrange('{0}:orders', '-', '+');
  const mine = entries.filter(([, fields]) => fields.includes(subject));
  expect(mine).toHaveLength(expected === 'asked' ? 1 : 0);
  await lane.close({ timeoutMs: 500 });
});
