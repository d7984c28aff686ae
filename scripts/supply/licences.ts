import type { LockedPackage } from '../lockfile.js';

/** What an operator or a visitor of the page gets of us. */
export interface Shipped {
  readonly name: string;
  readonly licence: string | undefined;
  readonly where: 'server' | 'page';
}

/**
 * All of the server's packages, and those of which the built page holds a part.
 *
 * @param bundled their names, see `bundledPackages`
 * @throws Error with a sentence when the page holds a package that the lockfile does not name
 */
export function shippedPackages(locked: readonly LockedPackage[], bundled: readonly string[]): Shipped[] {
  const server = locked.filter(({ isDevelopment }) => !isDevelopment);
  const page = bundled.map((name) => {
    const found = locked.find((one) => one.name === name);
    if (!found) throw new Error(`The page holds a part of ${name}, which package-lock.json does not name.`);
    return found;
  });
  return [...server.map(as('server')), ...page.map(as('page'))].sort(byName);
}

/** One sentence for each package whose licence is not known to be harmless to those who get it from us. */
export function licenceProblems(shipped: readonly Shipped[]): string[] {
  return shipped.flatMap(({ name, licence }) => {
    if (licence === undefined) {
      return `${name} names no licence: nobody may pass it on. Take another package, or ask its author.`;
    }
    if (allowed.has(licence)) return [];
    return `${name} has the licence ${licence}, which nobody has looked at. If it asks no more than a notice, add it to scripts/supply/licences.ts.`;
  });
}

/**
 * docs/licences.md. It has no versions: a new version of a package that has kept its licence changes nothing that
 * somebody should look at.
 */
export function licencesDocument(shipped: readonly Shipped[]): string {
  const rows = shipped.map(({ name, licence, where }) => `| ${name} | ${licence ?? 'none'} | ${where} |`);
  return `${HEAD}\n${[...new Set(rows)].join('\n')}\n`;
}

/** They ask for a notice at most, which their packages and the `/licences.txt` of the page have. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]);

const HEAD = `# Licences

Holdfast itself has the [MIT licence](../LICENSE). These packages of other authors are shipped with it: *server* are
those that \`npm ci --omit=dev\` installs, and *page* those of which the page in \`dist/page\` holds a part. The texts of the
former are in \`node_modules\`, those of the latter at \`/licences.txt\` of a server.

Written by \`npm run supply -- --write\`; \`npm run check\` says when it is no longer true.

| package | licence (SPDX) | where |
|---|---|---|`;

function as(where: Shipped['where']) {
  return ({ name, licence }: LockedPackage): Shipped => ({ name, licence, where });
}

/** By code units, as the order of a locale would differ between machines. */
function byName(one: Shipped, other: Shipped): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
