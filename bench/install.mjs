import { join } from 'node:path';
import { Interrupted, listenForInterruption } from '../scripts/setup/interruption.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { arePackagesInstalled, installPackages } from '../scripts/setup/packages.mjs';
import { SetupError } from '../scripts/setup/setup-error.mjs';

const bench = { root: import.meta.dirname };

/** Gets the peers, unless node_modules of this directory holds what its lockfile says. */
async function install() {
  if (await arePackagesInstalled(bench)) return;
  await withLock(join(bench.root, '..', '.setup-lock'), async () => {
    // Asked again: another run may have done it while this one waited for the lock.
    if (!(await arePackagesInstalled(bench))) await installPackages(bench);
  });
}

listenForInterruption();
try {
  await install();
} catch (error) {
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
  if (error instanceof SetupError) console.error(error.message);
  else if (!(error instanceof Interrupted)) throw error;
}
