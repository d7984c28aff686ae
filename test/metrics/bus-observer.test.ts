import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { observeBus } from '../../src/metrics/bus-observer.js';

test('a transaction of three decisions, of which one was written: one commit, in a group of three', async () => {
  const registry = new Registry();
  observeBus(registry).lane(1).committed(3, 1);

  const told = (await registry.metrics()).split('\n');

  expect(told).toContain('holdfast_commits_total{partition="1"} 1');
  expect(told).toContain('holdfast_transaction_decisions_sum 3');
  expect(told).toContain('holdfast_transaction_decisions_count 1');
});
