import type { LockedPackage } from '../lockfile.js';

/**
 * One sentence for each package that would run a program of its own when it is installed, and of which package.json does
 * not say that it may not: such programs run with the rights of whoever types `npm ci`.
 *
 * @param allowScripts what package.json says of them, by their names
 */
export function installScriptProblems(
  locked: readonly LockedPackage[],
  allowScripts: Readonly<Record<string, boolean>>,
): string[] {
  return locked
    .filter(({ name, hasInstallScript }) => hasInstallScript && allowScripts[name] === undefined)
    .map(
      ({ name }) =>
        `${name} runs a program of its own when it is installed. Say in allowScripts of package.json whether it may.`,
    );
}
