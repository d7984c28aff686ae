import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A package of another author, as the lockfile names it. */
export interface LockedPackage {
  readonly name: string;
  /** From the root of the checkout, such as `node_modules/pino`. */
  readonly path: string;
  /** What its author wrote: an SPDX identifier, or anything else, or nothing. */
  readonly licence: string | undefined;
  /** Whether only the development needs it: `npm install --omit=dev` leaves it out. */
  readonly isDevelopment: boolean;
  /** Whether npm goes on without it where it does not fit the platform. */
  readonly isOptional: boolean;
  readonly hasInstallScript: boolean;
}

/**
 * All packages that package-lock.json names, whichever of them this platform has installed: so what is said of them is
 * the same on each.
 *
 * @param root the directory of package-lock.json
 */
export async function readLockfile(root: string): Promise<LockedPackage[]> {
  const { packages } = lockfile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages).flatMap(([path, entry]) => {
    // What is not below node_modules is a workspace, and a link is where one is found: both are of this repository.
    if (!path.includes(MODULES) || entry.link) return [];
    return {
      name: path.slice(path.lastIndexOf(MODULES) + MODULES.length),
      path,
      licence: entry.license,
      isDevelopment: entry.dev,
      isOptional: entry.optional || entry.devOptional,
      hasInstallScript: entry.hasInstallScript,
    };
  });
}

const MODULES = 'node_modules/';

const flag = z.boolean().default(false);

const lockfile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: flag,
      devOptional: flag,
      optional: flag,
      link: flag,
      hasInstallScript: flag,
    }),
  ),
});
