import { BUS_LIMITS, createBus, type Log, readPartitions } from '../bus/index.js';
import { readConfig } from '../config.js';
import { createReplicaRebuild } from '../modules/orders/index.js';
import { createTicketAnnouncer } from '../modules/tickets/index.js';
import { createProgressLine } from '../progress-line.js';
import {
  assertRequirements,
  closeQuietly,
  connectExclusive,
  connectShared,
  type ExistingRedis,
  openExisting,
} from '../redis/index.js';
import { createCommandLog } from './command-log.js';
import { printReport } from './print-report.js';
import { rebuild } from './rebuild.js';

/** Only servers know for how long entries are kept, so a command cuts none: it is done before its first look. */
const UPKEEP = { ...BUS_LIMITS.upkeep, firstMs: 24 * 3_600_000 };

export interface RebuildRun {
  /** Of REDIS_URL and DATA_DIR. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether to print one JSON document instead of sentences. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes the orders module's replicas of all tickets anew, and prints what it did.
 *
 * @returns the exit code
 * @throws Error with a sentence when it could not do its work
 */
export async function runRebuild({ env, json, signal }: RebuildRun): Promise<number> {
  const { REDIS_URL, DATA_DIR } = env;
  const { redisUrl, dataDir } = readConfig({ REDIS_URL, DATA_DIR });
  const existing = await openExisting({ redisUrl, dataDir, name: 'holdfast-rebuild', signal });
  const line = createProgressLine(process.stderr, () => performance.now());
  const { bus, close } = await openBus(existing, createCommandLog(line, process.stderr)).catch(
    async (error) => {
      await existing.started?.stop();
      throw error;
    },
  );
  try {
    const [tickets, orders] = [createTicketAnnouncer(bus), createReplicaRebuild(bus)];
    // Where no server runs, nobody else would apply what is announced.
    bus.start(orders.subscriptions);
    const done = rebuild({ tickets, orders, progress: line.progress, signal });
    const report = await unlessAborted(done, signal);
    line.clear();
    const { where } = existing;
    process.stdout.write(`${json ? JSON.stringify({ where, ...report }) : printReport(report, where)}\n`);
    return report.ok ? 0 : 1;
  } finally {
    line.clear();
    await close();
  }
}

/** A write takes as long as Redis does, and is ended when the bus is closed. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** A bus that nothing is served by. */
async function openBus({ target, redis, where, started }: ExistingRedis, log: Log) {
  try {
    const partitions = await readPartitions(redis);
    if (partitions === undefined) {
      throw new Error(
        `The Redis at ${where} holds no data of Holdfast. ` +
          'Set REDIS_URL, with the number of the database, or DATA_DIR to where it is.',
      );
    }
    await assertRequirements(redis);
    const connect = (name: string) => connectExclusive(target, name);
    const shared = connectShared(target, 'holdfast-rebuild');
    const bus = createBus({
      connect,
      shared,
      partitions,
      log,
      limits: { upkeep: UPKEEP },
    });
    return {
      bus,
      async close() {
        await bus.stop({ timeoutMs: STOP_MS });
        closeQuietly(shared);
        await started?.stop();
      },
    };
  } finally {
    closeQuietly(redis);
  }
}

const STOP_MS = 1500;
