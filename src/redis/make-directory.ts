import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it, each for this user only; one that exists stays as it is.
 *
 * Not `mkdir` with `recursive`: in a place like /proc, where a directory exists and nothing can be made in it, that
 * never ends.
 *
 * @throws Error with a sentence for the operator
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await make(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`DATA_DIR ${path} can not be made: ${reason}. Choose another DATA_DIR.`, { cause });
  }
}

async function make(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  if (dirname(path) !== path) await make(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    // Somebody else may have been faster.
    if (!(await isDirectory(path))) throw error;
  });
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
