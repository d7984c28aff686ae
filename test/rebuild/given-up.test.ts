import { expect, onTestFinished, test } from 'vitest';
import type { ConsumerLimits } from '../../src/bus/consumer.js';
import { createReplicaRebuild } from '../../src/modules/orders/index.js';
import { createTicketAnnouncer } from '../../src/modules/tickets/index.js';
import { printReport } from '../../src/rebuild/print-report.js';
import { rebuild } from '../../src/rebuild/rebuild.js';
import { openBus, readingLimits } from '../support/bus.js';
import { settledWorld, type World } from '../verify/world.js';

test('rebuild: a damaged replica of the right version, its entry is given up: it is named with the reason', async () => {
  const world = await damagedWorld();
  const report = await run(world, { maxAttempts: 2 }, 20_000);

  const error = `Fault: orders:gone is in the index of ${world.heldId}, and does not exist`;
  const reason = `the entry that announces the ticket is a dead letter: ${error}`;
  const failures = [{ id: world.heldId, reason }];
  expect(report).toMatchObject({ ok: false, restored: 0, corrected: 0, failures, failureCount: 1 });
  expect(printReport(report, 'here')).toContain(
    `Not done:\n  ${world.heldId}: ${reason}\n1 record could not be dealt with;`,
  );
});

test('rebuild: a damaged replica of the right version, its entry is still tried at the end: it is named', async () => {
  const world = await damagedWorld();
  const report = await run(world, { claimIdleMs: 60_000 }, 500);

  const reason = 'the entry that announces the ticket was not applied in time';
  expect(report.ok).toBe(false);
  expect(report.failures).toContainEqual({ id: world.heldId, reason });
});

test('rebuild: an entry that was given up before, is none of those that announce now', async () => {
  const world = await damagedWorld();
  await run(world, { maxAttempts: 1 }, 20_000);
  await world.redis.zrem(`{0}:orders:by-ticket:${world.heldId}`, 'gone');

  expect(await run(world, { maxAttempts: 1 }, 20_000)).toMatchObject({ ok: true, corrected: 1 });
});

/** The ticket that is held has a replica that has its version, and can't be put right. */
async function damagedWorld(): Promise<World> {
  const world = await settledWorld();
  const { redis, heldId } = world;
  await redis.hset(`{0}:orders:ticket:${heldId}`, { price: 1, sequence: 1 });
  await redis.zadd(`{0}:orders:by-ticket:${heldId}`, 0, 'gone');
  return world;
}

/** What fails is tried again soon. */
function run({ server }: World, limits: Partial<ConsumerLimits>, patienceMs: number) {
  const bus = openBus({
    target: server.target,
    limits: readingLimits({ claimIdleMs: 50, blockMs: 50, ...limits }),
  });
  onTestFinished(() => bus.close());
  const orders = createReplicaRebuild(bus);
  bus.start(orders.subscriptions);
  return rebuild({
    ...{ tickets: createTicketAnnouncer(bus), orders, patienceMs },
    progress: () => undefined,
    signal: new AbortController().signal,
  });
}
