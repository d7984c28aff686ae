import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { touchedWhile } from './spawn-lock.js';
import { whileAbsent } from './while-absent.js';

/**
 * Copies the append-only files of a directory in which no Redis runs, and lets none be started there meanwhile.
 *
 * @param to a directory that is there
 * @throws Error with a sentence for the operator when one runs there, or is being started
 */
export async function copyAppendOnlyFiles(dir: string, to: string): Promise<void> {
  const files = 'appendonlydir';
  const home = { socket: join(dir, 'redis.sock'), lock: join(dir, 'redis.lock') };
  const copied = await whileAbsent(home, async (lock) => {
    // Where the file system can, both share what is the same.
    const mode = constants.COPYFILE_FICLONE;
    await touchedWhile(lock, cp(join(dir, files), join(to, files), { recursive: true, mode }));
    return true;
  });
  if (copied) return;
  throw new Error(
    `A Redis was started in DATA_DIR ${dir} meanwhile, or another command is at its files. Run it again.`,
  );
}
