import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The names of the packages of which the built page holds a part, as the build itself says.
 *
 * @param root the directory of dist/
 * @throws Error when the page is not built, or its list of licences names no package
 */
export async function bundledPackages(root: string): Promise<string[]> {
  return packagesIn(await readFile(join(root, 'dist/page/licences.txt'), 'utf8'));
}

/** @param licences what Vite writes: a heading such as `## preact - 11.2.0 (MIT)` above each licence */
export function packagesIn(licences: string): string[] {
  const names = [...licences.matchAll(/^## (\S+) - \d\S*(?: \(.+\))?$/gm)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) {
    throw new Error(
      'dist/page/licences.txt names no package: Vite writes it in a way that is not known here.',
    );
  }
  return names;
}
