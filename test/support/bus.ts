import type { ConsumerLimits } from '../../src/bus/consumer.js';
import {
  BUS_LIMITS,
  type Bus,
  type BusLimits,
  type BusObserver,
  createBus,
  type Log,
  type Subscription,
} from '../../src/bus/index.js';
import { connectExclusive, connectShared, type RedisTarget } from '../../src/redis/index.js';
import type { Spans } from '../../src/spans.js';

const ignore = () => undefined;
export const silent: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

export interface OpenBusOptions {
  /** What the bus connects to; a proxy's target puts the proxy in between. */
  readonly target: RedisTarget;
  readonly partitions?: number;
  readonly limits?: Partial<BusLimits>;
  readonly subscriptions?: readonly Subscription[];
  readonly log?: Log;
  readonly observer?: BusObserver;
  readonly spans?: Spans;
}

/** A bus of production's own making, as one process has it; open two to have two processes' worth. */
export function openBus(options: OpenBusOptions): Bus & { close(): Promise<void> } {
  const { target, partitions = 1, limits, subscriptions = [], log = silent, observer, spans } = options;
  const shared = connectShared(target, 'test-shared');
  const connect = (name: string) => connectExclusive(target, name);
  const bus = createBus({
    connect,
    shared,
    partitions,
    log,
    spans,
    ...(limits && { limits }),
    ...(observer && { observer }),
  });
  bus.start(subscriptions);
  return {
    ...bus,
    async close() {
      await bus.stop({ timeoutMs: 1000 });
      shared.disconnect();
    },
  };
}

/** Production's limits, with some of those for reading changed. */
export function readingLimits(changes: Partial<ConsumerLimits>): Partial<BusLimits> {
  return { consumer: { ...BUS_LIMITS.consumer, ...changes } };
}
