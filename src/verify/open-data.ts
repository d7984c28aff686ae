import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config.js';
import { createLog } from '../log.js';
import { closeQuietly, connectExclusive, describeTarget, startEmbedded } from '../redis/index.js';
import { PARTITIONS_KEY } from './layout.js';
import { createReads, type Reads } from './reads.js';

/** The data of a Holdfast, open for reading. */
export interface OpenData {
  /** Where it is, without credentials. */
  readonly where: string;
  readonly reads: Reads;
  readonly partitions: number;
  /** Leaves everything as it was found: what was started for the look is stopped. */
  close(): Promise<void>;
}

/**
 * Opens the Redis of `REDIS_URL`, else the one that runs in `DATA_DIR`, whoever it belongs to; where none runs, one is
 * started there for the time of the look.
 *
 * @throws Error with a sentence for the operator when there is nothing to look at
 */
export async function openData(
  { redisUrl, dataDir }: Pick<Config, 'redisUrl' | 'dataDir'>,
  signal: AbortSignal,
): Promise<OpenData> {
  const source = redisUrl === undefined ? await openDirectory(dataDir, signal) : await openUrl(redisUrl);
  const close = async () => {
    closeQuietly(source.redis);
    await source.stop?.();
  };
  try {
    const reads = createReads(source.redis, signal);
    return { where: source.where, reads, partitions: await partitionsIn(reads, source.where), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Source {
  readonly redis: Awaited<ReturnType<typeof connectExclusive>>;
  readonly where: string;
  readonly stop?: () => Promise<void>;
}

const NAME = 'holdfast-verify';

async function openUrl(target: string): Promise<Source> {
  return { redis: await connectExclusive(target, NAME), where: describeTarget(target) };
}

async function openDirectory(dir: string, signal: AbortSignal): Promise<Source> {
  const socket = join(dir, 'redis.sock');
  // To its owner a connection more is nothing; to start a second redis-server on its files would be the end of them.
  const running = await connectIfListening(`unix://${pathToFileURL(socket).pathname}`);
  if (running) return { redis: running, where: dir };
  // It would make the directory, and data of nothing.
  if (!(await exists(join(dir, 'appendonlydir')))) {
    throw new Error(
      `DATA_DIR ${dir} holds no data, and REDIS_URL is not set: set one of them to where your Holdfast has its data.`,
    );
  }
  const embedded = await startEmbedded({ dir, log: createLog('silent'), signal });
  try {
    return { redis: await connectExclusive(embedded.target, NAME), where: dir, stop: embedded.stop };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** @returns `undefined` when nobody listens there */
async function connectIfListening(target: string): Promise<Source['redis'] | undefined> {
  try {
    return await connectExclusive(target, NAME);
  } catch (error) {
    if (error instanceof Error && NOBODY.test(error.message)) return undefined;
    throw error;
  }
}

/** What connecting to a socket fails with that is not there, or that a killed server left behind, or too long a path. */
const NOBODY = /ENOENT|ECONNREFUSED|EINVAL/;

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const LOADING_PAUSE_MS = 100;

/** @throws Error when this is no Holdfast's Redis */
async function partitionsIn(reads: Reads, where: string): Promise<number> {
  for (;;) {
    const [reply] = await reads.all([['get', PARTITIONS_KEY]]);
    if (!(reply instanceof Error)) {
      const partitions = Number(reply);
      if (Number.isInteger(partitions) && partitions > 0) return partitions;
      throw new Error(
        `The Redis at ${where} holds no data of Holdfast: it has no key ${PARTITIONS_KEY}. ` +
          'Set REDIS_URL, with the number of the database, or DATA_DIR to where it is.',
      );
    }
    if (!reply.message.startsWith('LOADING'))
      throw new Error(`The Redis at ${where} refused to be read: ${reply.message}`, { cause: reply });
    await delay(LOADING_PAUSE_MS);
  }
}
