import { access, constants } from 'node:fs/promises';
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
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
