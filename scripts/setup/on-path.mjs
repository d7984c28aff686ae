import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where a program is that this user may run; `undefined` where there is none.
 *
 * @param {string} program its name, or its absolute path
 */
export async function findProgram(program) {
  const dirs = isAbsolute(program) ? [''] : (process.env.PATH ?? '').split(delimiter);
  for (const dir of dirs) {
    const path = join(dir, program);
    if (await mayRun(path)) return path;
  }
  return undefined;
}

/**
 * A directory may be "executed" too: it means that one may go into it.
 *
 * @param {string} path
 */
async function mayRun(path) {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
