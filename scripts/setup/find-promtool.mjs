import { join, resolve } from 'node:path';
import { findProgram } from './on-path.mjs';

/**
 * Where the setup keeps what it has fetched.
 *
 * @param {string} root
 */
export function promtoolCache(root) {
  return resolve(root, 'node_modules', '.cache', 'holdfast-promtool');
}

/**
 * The path of promtool, of this machine or as the setup has fetched it; `undefined` where there is none. The tests look
 * for it in the same way.
 *
 * @param {string} root
 */
export async function findPromtool(root) {
  return (await findProgram('promtool')) ?? (await findProgram(join(promtoolCache(root), 'promtool')));
}
