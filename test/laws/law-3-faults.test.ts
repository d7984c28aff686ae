import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUS_LIMITS, Unavailable } from '../../src/bus/index.js';
import { openBus } from '../support/bus.js';
import { createCounters, hashOf, line } from '../support/counters.js';
import { requests } from '../support/intercept.js';
import { startProxy, type Proxy as TestProxy } from '../support/proxy.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

const FAULTS = ['none', 'cut-before', 'cut-after', 'late', 'later'] as const;

type Fault = (typeof FAULTS)[number];

/** Half of the requests pass: without hope there would be nothing but `unavailable`. */
const faults = fc.array(
  fc.oneof(fc.constant<Fault>('none'), fc.constantFrom<Fault[]>('cut-before', 'cut-after', 'late', 'later')),
  { maxLength: 25 },
);

describe('a network that breaks at any request, and a rival', () => {
  test('each change is stored once if it was answered, and never if it was refused', async () => {
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1, max: 4 }), async (planned, atOnce) => {
        const world = await open();
        try {
          await check(world, planned, atOnce);
        } finally {
          await world.close();
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

type World = Awaited<ReturnType<typeof open>>;

async function check({ id, ours, rival, client, proxy }: World, planned: readonly Fault[], atOnce: number) {
  const release = breakRequests(proxy, planned);
  const results = new Map<number, string>();
  for (let round = 0; round < 3; round += 1) {
    const amounts = Array.from({ length: atOnce }, (_, i) => 2 ** (round * atOnce + i));
    const added = amounts.map(async (amount) => {
      results.set(amount, await outcomeOf(ours.add(id, amount, { deadlineMs: 400 })));
    });
    await Promise.all([...added, rival.add(id, RIVAL)]);
  }
  release();
  await waitFor(async () => (await outcomeOf(ours.add(id, 0))) === 'stored', { what: 'the lane to be back' });
  await waitFor(async () => (await lanes()) === 2, { what: 'the old connections to be gone' });

  const entries = await line(client, id);
  expect(entries.map(([sequence]) => sequence)).toEqual([...entries.keys()]);
  const [version, count] = entries.at(-1) ?? [];
  expect(await hashOf(client, id)).toMatchObject({ version: String(version), count: String(count) });

  const changes = entries.slice(1).map(([, after], i) => after - (entries[i]?.[1] ?? 0));
  const timesOf = (amount: number) => changes.filter((change) => change === amount).length;
  const told = [...results].map(([amount, result]) => ({ amount, result, times: timesOf(amount) }));
  expect(told.filter(({ result, times }) => !possible(result).includes(times))).toEqual([]);
  expect(timesOf(RIVAL)).toBe(3);
  expect(changes).toHaveLength(3 + told.reduce((sum, { times }) => sum + times, 0));
}

/** What the rival adds each time; no amount of ours. */
const RIVAL = 2 ** 12;

/** How often a change may be stored, by what its caller was told. */
function possible(result: string): number[] {
  if (result === 'stored') return [1];
  if (result === 'outcome-unknown') return [0, 1];
  return ['unavailable', 'contended', 'overloaded'].includes(result) ? [0] : [];
}

async function outcomeOf(change: Promise<unknown>): Promise<string> {
  try {
    await change;
    return 'stored';
  } catch (error) {
    return error instanceof Unavailable ? error.reason : `failed: ${error}`;
  }
}

/** A counter, and two processes that add to it: one of them through a proxy. */
async function open() {
  const proxy = await startProxy({ target: redis.target });
  const bus = openBus({ target: proxy.target, limits: { ...BUS_LIMITS, replyTimeoutMs: 60 } });
  const direct = openBus({ target: redis.target });
  const rival = createCounters(direct);
  const { id } = await rival.create();
  return {
    ...{ id, proxy, rival, ours: createCounters(bus), client: redis.connect() },
    async close() {
      await Promise.all([bus.close(), direct.close()]);
      await proxy.stop();
      await waitFor(async () => (await lanes()) === 0, { what: 'the lanes to be closed' });
    },
  };
}

/**
 * Each request of the lane meets the next fault. One that is late arrives with the next request, one that is later
 * with the second next: by then its client has given it up.
 *
 * @returns what lets all that is held back arrive
 */
function breakRequests(proxy: TestProxy, planned: readonly Fault[]): () => void {
  const left = [...planned];
  const held = new Map<() => void, number>();
  const countDown = (steps: number) => {
    for (const [release, after] of [...held]) {
      held.set(release, after - steps);
      if (after <= steps) release();
    }
  };
  proxy.onRequest((chunk) => {
    if (!requests.lane.test(String(chunk))) return undefined;
    countDown(1);
    const fault = left.shift() ?? 'none';
    if (fault === 'none') return undefined;
    if (fault === 'cut-before' || fault === 'cut-after') return fault;
    return new Promise((resolve) => {
      held.set(() => resolve(undefined), fault === 'late' ? 1 : 2);
    });
  });
  return () => {
    left.length = 0;
    countDown(2);
  };
}

async function lanes(): Promise<number> {
  const clients = String(await redis.connect().client('LIST'));
  return clients.split(' name=holdfast-lane-0 ').length - 1;
}
