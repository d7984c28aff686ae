import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { Spans } from '../spans.js';
import { createDeadLetters, type DeadLetters } from './all-dead-letters.js';
import { type Consumer, type ConsumerLimits, createConsumer } from './consumer.js';
import type { Retention } from './cut.js';
import type { StreamDefinition } from './event.js';
import { createFencedConnection } from './fenced-connection.js';
import { type GroupState, inspectGroup } from './inspection.js';
import { createJournal, type Journal } from './journal.js';
import { createLane, type Lane, type LaneLimits } from './lane.js';
import { type BusObserver, UNOBSERVED } from './observer.js';
import type { Once } from './once.js';
import { newId } from './partition.js';
import { createReads } from './reads.js';
import { createRebuilding, type Rebuilding } from './rebuilding.js';
import { createRecordReader, type RecordReader } from './record-reader.js';
import { createSubjectReader, type SubjectReader } from './subject-reader.js';
import type { Subscription } from './subscription.js';
import { type Survey, surveyStreams } from './survey.js';
import type { TailLimits } from './tail.js';
import { createUpkeep, type UpkeepLimits } from './upkeep.js';
import { createWatch, type Watch } from './watch.js';

/** Writing, reading and listening: all that a module needs of Redis. */
export interface Bus {
  readonly journal: Journal;
  readonly records: RecordReader;
  readonly subjects: SubjectReader;
  readonly deadLetters: DeadLetters;
  readonly rebuilding: Rebuilding;
  readonly partitions: number;
  /** An id for a record of a new subject, in any partition. */
  newId(): string;
  /** The same for a request that may be repeated: where it was done before, or else always in the same partition. */
  newIdFor(once: Once): Promise<string>;
  /** Begins to read for these subscriptions, one consumer for each partition. */
  start(subscriptions: readonly Subscription[]): void;
  /** How each group stands in each partition, as Redis has it. */
  inspect(): Promise<GroupState[]>;
  /** The same and more, for an operator: the streams, their groups and consumers, and what this process has seen. */
  survey(): Promise<Survey>;
  /** What this process had stored and Redis has lost, since the process started. */
  losses(): Loss[];
  /** How many writes wait in this process, by partition, without those of the transactions that are under way. */
  waitingWrites(): number[];
  /** Looks at streams without being a consumer of them. */
  watch(streams: readonly StreamDefinition[]): Watch;
  /** Ends reading, then writing; what is under way is finished, within `timeoutMs`. */
  stop(options: { readonly timeoutMs: number }): Promise<void>;
}

/** Transactions that were applied and are not there any more. */
export interface Loss {
  readonly partition: number;
  readonly transactionsAtMost: number;
}

export interface BusOptions {
  /** Makes a connection that never reconnects and never sends anything again; the bus closes it. */
  readonly connect: (name: string) => Promise<Redis>;
  /** The connection that reads share; the bus does not close it. */
  readonly shared: Redis;
  readonly partitions: number;
  readonly log: Log;
  readonly limits?: Partial<BusLimits>;
  /** Hears what the bus does; without it nobody counts. */
  readonly observer?: BusObserver;
  /** Who is told of the entries that are written and handled; nobody by default. */
  readonly spans?: Spans | undefined;
}

export interface BusLimits {
  readonly lane: LaneLimits;
  readonly consumer: ConsumerLimits;
  readonly tail: TailLimits;
  readonly retention: Retention;
  readonly upkeep: UpkeepLimits;
  /** How long Redis may take for one round trip of a transaction, in milliseconds. */
  readonly replyTimeoutMs: number;
  /** How long a read of a record may take, in milliseconds. */
  readonly readTimeoutMs: number;
  /** From when on a pending entry counts as stuck, in milliseconds. */
  readonly stuckAfterMs: number;
}

const RECONNECT = { baseMs: 20, maxMs: 500 };

/** What a server uses. */
export const BUS_LIMITS: BusLimits = {
  lane: { groupSize: 512, queueLength: 10_000, tries: 20, backOff: RECONNECT },
  consumer: {
    count: 256,
    blockMs: 1500,
    replyTimeoutMs: 2000,
    // With blockMs less than gapTimeoutMs: what is taken over shall not be taken for lost before.
    claimIdleMs: 3000,
    maxAttempts: 10,
    retry: { baseMs: 100, maxMs: 30_000 },
    early: { baseMs: 4, maxMs: 2000 },
    held: 10_000,
    gapTimeoutMs: 5000,
    reconnect: RECONNECT,
  },
  tail: { count: 512, blockMs: 5000, replyTimeoutMs: 2000, reconnect: RECONNECT },
  retention: { maxAgeMs: 7 * 24 * 3_600_000, maxLength: 1_000_000 },
  // A piece takes Redis about a millisecond.
  upkeep: { firstMs: 5000, everyMs: 30_000, pieceSize: 500 },
  replyTimeoutMs: 1000,
  // A request that needs two of them is still answered within 2 s (api.md).
  readTimeoutMs: 900,
  // Longer than it takes to take over what a dead process left: claimIdleMs and, until the next look, blockMs.
  stuckAfterMs: 8000,
};

/** Makes the bus; it connects to Redis when it is first used. */
export function createBus(options: BusOptions): Bus {
  const { connect, shared, partitions, log, limits: given, observer = UNOBSERVED, spans } = options;
  const limits = { ...BUS_LIMITS, ...given };
  const processId = newId(0);
  const observers = Array.from({ length: partitions }, (_, partition) => observer.lane(partition));
  const connections = observers.map((laneObserver, partition) =>
    createFencedConnection({
      partition,
      laneId: processId,
      connect: () => connect(`holdfast-lane-${partition}`),
      log,
      replyTimeoutMs: limits.replyTimeoutMs,
      backOff: limits.lane.backOff,
      observer: laneObserver,
    }),
  );
  const lanes = connections.map((connection, partition) =>
    createLane(connection, limits.lane, log, observers[partition]),
  );
  const reads = createReads({
    connect: () => connect('holdfast-reads'),
    timeoutMs: limits.readTimeoutMs,
    backOff: limits.lane.backOff,
  });
  const records = createRecordReader({ reads, redis: shared, partitions });
  const { retention } = limits;
  const upkeep = createUpkeep({ redis: shared, lanes, log, limits: limits.upkeep, retention });
  let listening: readonly Subscription[] = [];
  let consumers: readonly Consumer[] = [];

  /** Consumers stand in the order of their subscriptions, and each has one in every partition. */
  const applierOf = (group: string, partition: number) => {
    const subscription = listening.findIndex((one) => one.group === group);
    return consumers[subscription * partitions + partition]?.applier;
  };

  const eachPartition = <T>(
    subscriptions: readonly Subscription[],
    make: (subscription: Subscription, partition: number, lane: Lane) => T,
  ) =>
    subscriptions.flatMap((subscription) =>
      lanes.map((lane, partition) => make(subscription, partition, lane)),
    );

  return {
    journal: createJournal(lanes, spans),
    records,
    subjects: createSubjectReader(shared, partitions, () => listening),
    deadLetters: createDeadLetters({
      redis: shared,
      lanes,
      spans,
      subscriptions: () => listening,
      waitingBehind: ({ group, partition, subject }) =>
        applierOf(group, partition)?.waiting.behind(subject) ?? 0,
    }),
    rebuilding: createRebuilding(shared, lanes),
    partitions,
    newId: () => newId(Math.floor(Math.random() * partitions)),
    async newIdFor(once) {
      const doneIn = await records.partitionOfOnce(once);
      return newId(doneIn ?? Number.parseInt(once.id.slice(0, 8), 16) % partitions);
    },
    start(subscriptions) {
      listening = subscriptions;
      consumers = eachPartition(subscriptions, (subscription, partition, lane) =>
        createConsumer({
          subscription,
          partition,
          lane,
          name: processId,
          connect: () => connect(`holdfast-${subscription.group}-${partition}`),
          unblock: async (clientId) => {
            await shared.client('UNBLOCK', clientId);
          },
          log,
          spans,
          limits: limits.consumer,
          observer: observer.group(subscription.group, partition),
        }),
      );
      for (const consumer of consumers) consumer.start();
      upkeep.start(subscriptions);
    },
    inspect() {
      const places = eachPartition(listening, (subscription, partition) => ({ subscription, partition }));
      return Promise.all(
        places.map(async ({ subscription, partition }, i) => ({
          ...(await inspectGroup(shared, subscription, partition, limits)),
          healed: consumers[i]?.applier.healed ?? 0,
        })),
      );
    },
    survey: () =>
      surveyStreams({
        redis: shared,
        subscriptions: listening,
        partitions,
        consumer: processId,
        applierOf,
        stuckAfterMs: limits.stuckAfterMs,
      }),
    losses: () =>
      connections
        .map(({ lost }, partition) => ({ partition, transactionsAtMost: lost }))
        .filter(({ transactionsAtMost }) => transactionsAtMost > 0),
    waitingWrites: () => lanes.map(({ queued }) => queued),
    watch: (streams) => createWatch(streams, { connect, shared, partitions, log, limits: limits.tail }),
    async stop({ timeoutMs }) {
      const ended = Promise.all([...consumers.map((consumer) => consumer.stop()), upkeep.stop()]);
      const before = performance.now();
      await Promise.race([ended, delay(timeoutMs, undefined, { ref: false })]);
      const leftMs = Math.max(0, timeoutMs - (performance.now() - before));
      // What consumers still wait for is refused then, and stays pending for others.
      await Promise.all(lanes.map((lane) => lane.close({ timeoutMs: leftMs })));
      await ended;
      reads.close();
    },
  };
}
