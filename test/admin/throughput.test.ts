import { expect, onTestFinished, test } from 'vitest';
import { createThroughput } from '../../src/admin/throughput.js';
import type { StreamState } from '../../src/bus/index.js';
import { silent } from '../support/bus.js';
import { waitFor } from '../support/wait-for.js';

const NEVER_MS = 3_600_000;

/** A stream as a survey tells it: of all that it tells, the counts alone matter here. */
function streamWith(added: number, acknowledged: number | null): StreamState {
  const here = { healed: 0, asked: 0, waitingSubjects: 0, waiting: [] };
  const group = { group: 'g', exists: true, lag: 0, pending: 0, acknowledged, oldestPending: null, here };
  return {
    ...{ stream: 's', partition: 0, length: 0, added, firstId: null, lastId: null },
    groups: [{ ...group, stuck: [], deadLetters: 0, consumers: [] }],
  };
}

/** Looks as fast as it can at what the list tells, and then never again at anything else than its last. */
function open(
  counts: readonly (readonly [added: number, acknowledged: number | null] | 'away')[],
  looks: number,
) {
  let taken = 0;
  const throughput = createThroughput({
    survey() {
      const count = counts[Math.min(taken, counts.length - 1)] ?? 'away';
      taken += 1;
      if (count === 'away') return Promise.reject(new Error('Redis is away'));
      return Promise.resolve({ time: 0, streams: [streamWith(...count)] });
    },
    log: silent,
    limits: { everyMs: 1, looks },
  });
  throughput.start();
  onTestFinished(throughput.stop);
  return {
    async after(times: number, [added, acknowledged]: readonly [number, number]) {
      await waitFor(() => taken >= times, { what: `${times} looks` });
      await throughput.stop();
      const stream = streamWith(added, acknowledged);
      const [group] = stream.groups;
      return {
        written: throughput.written(stream),
        acknowledged: group && throughput.acknowledged(stream, group),
      };
    },
  };
}

test('throughput: a load, is told bucket by bucket up to now', async () => {
  const { after } = open(
    [
      [10, 4],
      [15, 9],
      [15, 15],
    ],
    1000,
  );
  const { written, acknowledged } = await after(3, [18, 16]);
  expect(written.slice(0, 2)).toEqual([5, 0]);
  expect(acknowledged?.slice(0, 2)).toEqual([5, 6]);
  expect([written.at(-1), acknowledged?.at(-1)]).toEqual([3, 1]);
});

test('throughput: more looks than are remembered, the oldest are forgotten', async () => {
  const { after } = open(
    [
      [0, 0],
      [100, 0],
      [100, 0],
    ],
    5,
  );
  const { written } = await after(20, [101, 0]);
  expect(written).toEqual([0, 0, 0, 0, 1]);
});

test('throughput: Redis was away, its buckets are not known and the next ones are', async () => {
  const { after } = open([[10, 0], 'away', [30, null], [31, 5], [31, 6]], 1000);
  const { written, acknowledged } = await after(5, [31, 6]);
  expect(written.slice(0, 4)).toEqual([null, null, 1, 0]);
  expect(acknowledged?.slice(0, 4)).toEqual([null, null, null, 1]);
});

test('throughput: it has only begun, the bucket up to now is there', () => {
  const throughput = createThroughput({
    survey: () => Promise.resolve({ time: 0, streams: [] }),
    log: silent,
    limits: { everyMs: NEVER_MS, looks: 30 },
  });
  expect(throughput.written(streamWith(5, 0))).toEqual([]);
});
