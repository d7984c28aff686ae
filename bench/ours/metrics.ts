import type { BusObserver } from '../../src/bus/index.js';
import { keepInFlight } from '../load/in-flight.js';
import { checkChanges, PARTITIONS, prepareChanges } from '../market/changes.js';
import { metrics } from '../product.js';
import type { Metrics, World } from '../row.js';
import { withBus, withConnection } from './bus.js';
import { editOf } from './journal.js';

export interface CountedOptions {
  /** Whether the metrics of a server hear of it. */
  readonly observed: boolean;
  /** How many callers there are; with one, each transaction is of one change. */
  readonly inFlight: number;
}

/** Edits of prices by the journal, with the CPU time of this process for each. */
export function commitCounted(world: World, { observed, inFlight }: CountedOptions): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { idOf, span } = await prepareChanges(redis, world);
    const measured = await withBus(
      world.redis,
      async (bus) => {
        const before = process.cpuUsage();
        const done = await keepInFlight(inFlight, span, editOf(bus, idOf));
        const { user, system } = process.cpuUsage(before);
        return { done, cpu: (user + system) / done.count };
      },
      { partitions: PARTITIONS, ...(observed && { observer: newObserver() }) },
    );
    await checkChanges(redis, measured.done.count, idOf);
    return { cpu: measured.cpu, changes: measured.done.perSecond };
  });
}

const TIMES = { full: 3_000_000, short: 1_000_000 };

/** What a change costs to count that is a transaction by itself: its two round trips and its commit. */
export function countAlone({ size }: World): Promise<Metrics> {
  const lane = newObserver().lane(0);
  const group = newObserver().group('orders', 0);
  const transaction = (i: number) => {
    const sentAt = performance.now();
    lane.answered('read', 0.3 + performance.now() - sentAt);
    const writtenAt = performance.now();
    lane.answered('exec', 0.3 + performance.now() - writtenAt);
    lane.committed(1 + (i % 4));
  };
  const entry = () => group.handled('applied');
  return Promise.resolve({
    transaction: cpuOf(transaction, TIMES[size]),
    entry: cpuOf(entry, TIMES[size]),
  });
}

/** The CPU time of one of many calls, in microseconds. */
function cpuOf(act: (i: number) => void, times: number): number {
  for (let i = 0; i < times / 10; i += 1) act(i);
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) act(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

function newObserver(): BusObserver {
  return metrics.createMetrics({ version: '0' }).observer;
}
