import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type ApplierLimits, createApplier } from '../../src/bus/applier.js';
import { decodeEvent } from '../../src/bus/event.js';
import { createGroupReader } from '../../src/bus/group-reader.js';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { createJournal } from '../../src/bus/journal.js';
import type { GroupObserver } from '../../src/bus/observer.js';
import { newId } from '../../src/bus/partition.js';
import { reactTo } from '../../src/bus/subscription.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import type { Spans } from '../../src/spans.js';
import { silent } from './bus.js';
import { pendingIds, readAndForget } from './groups.js';
import { openLane } from './lane.js';
import { type BeforeBooking, createLedger } from './ledger.js';
import type { RedisServer } from './redis.js';

export interface OpenApplierOptions {
  readonly limits?: Partial<ApplierLimits>;
  readonly beforeBooking?: BeforeBooking;
  /** What the applier's lane connects to, where it is not the Redis itself. */
  readonly laneTarget?: RedisTarget;
  readonly observer?: GroupObserver;
  readonly spans?: Spans;
}

/** Timers of such a length play no part in a test. */
export const NEVER = { baseMs: 3_600_000, maxMs: 3_600_000 };

/**
 * An applier for a ledger of its own, without the loop that reads: the test says what is delivered when.
 *
 * @param redis closed by its owner; all else is closed when the test ends
 */
export async function openApplier(
  redis: Pick<RedisServer, 'target' | 'connect'>,
  options: OpenApplierOptions = {},
) {
  const client = redis.connect();
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const { stream, group } = ledger;
  const subscription = ledger.subscription(options.beforeBooking);

  const lane = openLane({ target: options.laneTarget ?? redis.target });
  const limits = {
    ...BUS_LIMITS.consumer,
    retry: NEVER,
    early: options.limits?.retry ?? NEVER,
    ...options.limits,
  };
  const observed = options.observer && { observer: options.observer };
  const applier = createApplier({
    ...{ subscription, partition: 0, lane, log: silent, limits, ...observed },
    spans: options.spans,
  });
  const direct = openLane(redis);
  const place = {
    stream,
    group,
    consumer: 'mine',
    count: 10_000,
    blockMs: 1,
    replyTimeoutMs: 2000,
    idleMs: 0,
  };
  const reader = await createGroupReader(await connectExclusive(redis.target, 'test-reader'), place);
  await reader.join();
  onTestFinished(async () => {
    reader.close();
    await applier.stop();
    await Promise.all([lane.close({ timeoutMs: 500 }), direct.close({ timeoutMs: 500 })]);
  });

  return {
    client,
    ledger,
    subscription,
    applier,
    reader,
    /** Another lane than the applier's: as good as another process's. */
    lane: direct,
    openAccount: () => ledger.open({ journal: createJournal([direct]), newId: () => newId(0) }),
    /** Applies whatever the stream has that was not read yet. */
    async deliver() {
      await applier.apply(await reader.next());
    },
    /** A deposit that another process reads and applies, when nothing else is left to read. */
    async applyElsewhere(id: string, sequence: number) {
      const entryId = await ledger.deposit(client, id, sequence);
      await readAndForget(client, { stream, group, consumer: 'another' }, 1);
      const event = decodeEvent(subscription.stream, ledger.fields(id, sequence));
      await direct.submit(reactTo(subscription, 0, { entryId, event }));
    },
    pendingIds: () => pendingIds(client, stream, group),
    async balance(id: string) {
      return Number((await ledger.account(client, id)).balance);
    },
  };
}
