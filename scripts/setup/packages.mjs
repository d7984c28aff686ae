import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStep } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Whether node_modules holds what package-lock.json says. npm leaves its own record of what it installed there, as the
 * last thing it does. The two are compared by what they say: a checkout or a copy sets the times of files as it likes.
 *
 * @param {{ readonly root: string }} project
 */
export async function arePackagesInstalled({ root }) {
  const [wanted, installed] = await Promise.all([
    packagesIn(join(root, 'package-lock.json')),
    packagesIn(join(root, 'node_modules/.package-lock.json')),
  ]);
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || isSatisfied(entry, installed[path]));
}

/** @param {{ readonly root: string }} project */
export async function installPackages({ root }) {
  // The build needs the development dependencies, also where NODE_ENV is production.
  await runStep('packages: npm ci', [
    { line: ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund'], cwd: root },
  ]);
}

/**
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} installed
 */
function isSatisfied(wanted, installed) {
  // The lockfile lists the binaries of every platform as optional; one machine has its own.
  if (installed === undefined) return wanted.optional === true || wanted.devOptional === true;
  return installed.version === wanted.version && installed.integrity === wanted.integrity;
}

/**
 * @param {string} lockfile
 * @returns {Promise<Record<string, LockedPackage> | undefined>}
 */
async function packagesIn(lockfile) {
  try {
    return JSON.parse(await readFile(lockfile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
