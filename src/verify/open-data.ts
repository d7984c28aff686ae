import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.js';
import {
  type CutTail,
  CutTailError,
  closeQuietly,
  copyAppendOnlyFiles,
  openExisting,
} from '../redis/index.js';
import { PARTITIONS_KEY } from './layout.js';
import { createReads, type Reads } from './reads.js';
import type { FileCheck } from './verify.js';
import { violation } from './violation.js';

/** The data of a Holdfast, open for reading. */
export interface OpenData {
  /** Where it is, without credentials. */
  readonly where: string;
  readonly reads: Reads;
  readonly partitions: number;
  /** What became of the check of the append-only file; `undefined` where a Redis runs on it, or elsewhere. */
  readonly file: FileCheck | undefined;
  /** Leaves everything as it was found: what was started for the look is stopped. */
  close(): Promise<void>;
}

/**
 * Opens the Redis of `REDIS_URL`, else the one that runs in `DATA_DIR`, whoever it belongs to; where none runs, one is
 * started there for the time of the look. Where it would have to change the append-only file to start, a copy is looked
 * at.
 *
 * @throws Error with a sentence for the operator when there is nothing to look at
 */
export async function openData(
  config: Pick<Config, 'redisUrl' | 'dataDir'>,
  signal: AbortSignal,
): Promise<OpenData> {
  const { redis, where, file, stop } = await openSource(config, signal);
  const close = async () => {
    closeQuietly(redis);
    await stop?.();
  };
  try {
    const reads = createReads(redis, signal);
    return { where, file, reads, partitions: await partitionsIn(reads, where), close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Source extends Pick<OpenData, 'where' | 'file'> {
  readonly redis: Parameters<typeof createReads>[0];
  readonly stop?: (() => Promise<void>) | undefined;
}

const NAME = 'holdfast-verify';

async function openSource(
  { redisUrl, dataDir }: Pick<Config, 'redisUrl' | 'dataDir'>,
  signal: AbortSignal,
): Promise<Source> {
  try {
    const { redis, where, started } = await openExisting({ redisUrl, dataDir, name: NAME, signal });
    return { redis, where, file: started && { violations: [] }, stop: started?.stop };
  } catch (error) {
    if (!(error instanceof CutTailError)) throw error;
  }
  return await openCopy(dataDir, signal);
}

/** Looks at a copy of the data, without the end of its append-only file: to drop that end is not for an auditor. */
async function openCopy(dir: string, signal: AbortSignal): Promise<Source> {
  const copy = await mkdtemp(join(tmpdir(), 'holdfast-verify-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await copyAppendOnlyFiles(dir, copy, signal);
    const { redis, started } = await openExisting({ dataDir: copy, name: NAME, signal, dropsCutTail: true });
    const cutTail = started?.cutTail;
    return {
      redis,
      where: dir,
      file: { violations: cutTail ? [cutOff(dir, cutTail)] : [] },
      stop: async () => {
        await started?.stop().finally(remove);
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function cutOff(dir: string, { file, bytes }: CutTail) {
  const detail =
    `its last ${bytes} bytes are no whole transaction, and the next start drops them: ` +
    'what was written last may be lost. The rest was looked at without them';
  return violation('file', null, [join(dir, 'appendonlydir', file)], detail);
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
