import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { touchedWhile } from './spawn-lock.js';
import { whileAbsent } from './while-absent.js';

/**
 * Copies the append-only files of a directory in which no Redis runs, and lets none be started there meanwhile.
 *
 * @param to a directory that is there; an interrupted copy leaves in it what was copied
 * @param signal ends the copy
 * @throws AbortError when it was interrupted
 * @throws Error with a sentence for the operator when one runs there, or is being started
 */
export async function copyAppendOnlyFiles(dir: string, to: string, signal: AbortSignal): Promise<void> {
  const files = 'appendonlydir';
  const home = { socket: join(dir, 'redis.sock'), lock: join(dir, 'redis.lock') };
  const copied = await whileAbsent(home, async (lock) => {
    await touchedWhile(lock, copyAll(join(dir, files), join(to, files), signal));
    return true;
  });
  if (copied) return;
  throw new Error(
    `A Redis was started in DATA_DIR ${dir} meanwhile, or another command is at its files. Run it again.`,
  );
}

/** Redis has no directories in there. */
async function copyAll(from: string, to: string, signal: AbortSignal): Promise<void> {
  const names = await readdir(from);
  await mkdir(to);
  for (const name of names) await copy(join(from, name), join(to, name), signal);
}

const CHUNK_BYTES = 1 << 20;

async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    // Where the file system can, both share what is the same.
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
  } catch {
    // Node has no other copy that can be interrupted within a file.
    await writeFile(to, createReadStream(from, { highWaterMark: CHUNK_BYTES }), { signal });
  }
}
