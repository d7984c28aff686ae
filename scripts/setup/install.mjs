import { chooseManager } from './package-managers.mjs';
import { runStep } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Installs something by the package manager of this machine, under the first of its names that works.
 *
 * @param {object} options
 * @param {string} options.label what it is, for the line that tells of it
 * @param {(manager: import('./package-managers.mjs').Manager) => import('./package-managers.mjs').Packages} options.packagesOf
 * @param {() => Promise<boolean>} options.isThere asked after each attempt: a package may hold something else
 * @param {string} options.wanted what was missed where an attempt installed the wrong thing
 * @param {(reason: string) => string} options.choices what the user can do where nothing works
 */
export async function install({ label, packagesOf, isThere, wanted, choices }) {
  const { manager, elevate, refusal } = await chooseManager();
  if (manager === undefined) throw new SetupError(choices(refusal));
  const failures = [];
  for (const packages of packagesOf(manager)) {
    try {
      await runStep(
        `${label}: ${manager.name} install ${packages[0]}`,
        manager.commands(packages).map(elevate),
      );
      if (await isThere()) return;
      failures.push(`${manager.name} installed no ${packages[0]} ${wanted}.`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      failures.push(error.message);
    }
  }
  throw new SetupError(choices(failures.join('\n')));
}
