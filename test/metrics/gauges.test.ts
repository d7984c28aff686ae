import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Survey, SurveyedGroup } from '../../src/bus/index.js';
import type { Check } from '../../src/http/index.js';
import { createGauges } from '../../src/metrics/gauges.js';

const check = (name: string, ok: boolean): Check => ({ name, ok, detail: '' });

/** A group of which every number differs from every other. */
const group: SurveyedGroup = {
  ...{ group: 'orders', exists: true, lag: 11, pending: 12, acknowledged: 13, deadLetters: 14, stuck: [] },
  oldestPending: { entryId: '1-0', ageMs: 15_500, consumer: 'a', deliveries: 1 },
  consumers: [true, true, false].map((connected, i) => ({
    ...{ name: `c${i}`, pending: 0, idleMs: 0, own: false, connected },
  })),
  here: {
    ...{ healed: 16, asked: 17, waitingSubjects: 18 },
    waiting: [
      { ageMs: 19_000, failures: 3 },
      { ageMs: 18_500, failures: 0 },
      { ageMs: 18_000, failures: 0 },
    ].map((told) => ({ ...told, subject: 's', entryId: '1-0', sequence: 1, entries: 1, asked: false })),
  },
};

function surveyOf(...groups: SurveyedGroup[]): Survey {
  const stream = { stream: 'tickets', partition: 2, length: 21, added: 22, firstId: null, lastId: null };
  return { time: 0, streams: [{ ...stream, groups }] };
}

function open() {
  const registry = new Registry();
  const tell = createGauges(registry, {
    bus: {
      waitingWrites: () => [0, 5],
      losses: () => [{ partition: 1, transactionsAtMost: 7 }],
    },
    watchers: () => 9,
  });
  const samples = async () => (await registry.metrics()).split('\n').filter((line) => /^\w/.test(line));
  return { tell, samples };
}

const LOCAL = [
  'holdfast_lane_queue_length{partition="0"} 0',
  'holdfast_lane_queue_length{partition="1"} 5',
  'holdfast_live_clients 9',
  'holdfast_lost_transactions_total{partition="0"} 0',
  'holdfast_lost_transactions_total{partition="1"} 7',
];

test('gauges: what a look has found, by group and partition, in seconds', async () => {
  const { tell, samples } = open();
  tell({ survey: surveyOf(group), checks: [check('redis', true), check('gaps', false)] });
  expect((await samples()).toSorted()).toEqual(
    [
      ...LOCAL,
      'holdfast_redis_up 1',
      'holdfast_ready_check{check="redis"} 1',
      'holdfast_ready_check{check="gaps"} 0',
      'holdfast_stream_entries{stream="tickets",partition="2"} 21',
      'holdfast_group_lag_entries{group="orders",partition="2"} 11',
      'holdfast_group_pending_entries{group="orders",partition="2"} 12',
      'holdfast_group_dead_letters{group="orders",partition="2"} 14',
      'holdfast_group_oldest_pending_seconds{group="orders",partition="2"} 15.5',
      'holdfast_group_consumers{group="orders",partition="2"} 2',
      'holdfast_group_waiting_subjects{group="orders",partition="2"} 18',
      // The one that has waited longest waits for its reaction, not for an entry.
      'holdfast_group_oldest_gap_seconds{group="orders",partition="2"} 18.5',
    ].toSorted(),
  );
});

test('gauges: Redis can not tell the lag, it is absent; nothing is pending, its age is 0', async () => {
  const { tell, samples } = open();
  tell({ survey: surveyOf({ ...group, lag: null, oldestPending: null }), checks: [] });
  const found = await samples();
  expect(found.filter((line) => line.startsWith('holdfast_group_lag_entries'))).toEqual([]);
  expect(found).toContain('holdfast_group_oldest_pending_seconds{group="orders",partition="2"} 0');
});

test('gauges: told again without an answer of Redis, nothing that was told before is left', async () => {
  const { tell, samples } = open();
  tell({ survey: surveyOf(group), checks: [check('redis', true), check('gaps', true)] });
  tell({ survey: undefined, checks: [check('redis', false)] });
  expect((await samples()).toSorted()).toEqual(
    [...LOCAL, 'holdfast_redis_up 0', 'holdfast_ready_check{check="redis"} 0'].toSorted(),
  );
});
