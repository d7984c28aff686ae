import { expect, onTestFinished, test } from 'vitest';
import { createReplicaRebuild } from '../../src/modules/orders/index.js';
import { createTicketAnnouncer } from '../../src/modules/tickets/index.js';
import { printReport } from '../../src/rebuild/print-report.js';
import { rebuild } from '../../src/rebuild/rebuild.js';
import { openBus } from '../support/bus.js';
import { settledWorld } from '../verify/world.js';

test('rebuild: nobody applies what is announced, each ticket is named with the reason', async () => {
  const { server, redis } = await settledWorld();
  const bus = openBus({ target: server.target });
  onTestFinished(() => bus.close());
  const stages = new Set<string>();

  const report = await rebuild({
    tickets: createTicketAnnouncer(bus),
    orders: createReplicaRebuild(bus),
    progress: (stage) => stages.add(stage),
    signal: new AbortController().signal,
    patienceMs: 50,
  });
  const ids = (await redis.keys('{0}:orders:ticket:*')).map((key) => key.split(':').at(-1));
  expect(report).toMatchObject({ ok: false, tickets: ids.length, restored: 0, corrected: 0, foreign: [] });
  expect(new Set(report.failures.map(({ id }) => id))).toEqual(new Set(ids));
  const reason = 'the entry that announces the ticket was not applied in time';
  expect(new Set(report.failures.map((failure) => failure.reason))).toEqual(new Set([reason]));
  expect(printReport(report, 'here')).toContain(`Not done:\n  ${report.failures[0]?.id}: ${reason}\n`);
  expect([...stages]).toEqual(['orders', 'tickets', 'replicas']);
});
