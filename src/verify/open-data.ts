import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.js';
import { closeQuietly, openExisting } from '../redis/index.js';
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
  const source = await openExisting({ redisUrl, dataDir, name: 'holdfast-verify', signal });
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
