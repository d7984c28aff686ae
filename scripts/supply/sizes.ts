import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockedPackage } from '../lockfile.js';

export interface PackageSize {
  readonly name: string;
  /** Of its files. What a file system takes for them depends on its blocks. */
  readonly bytes: number;
}

/** 10 % above what it was when it was looked at: see docs/supply-chain.md. */
export const BUDGET_MB = 53;

/**
 * How large the packages are that a server needs, the largest first.
 *
 * @param root the directory of node_modules
 * @throws Error when one of them is not installed, and no platform may do without it
 */
export async function productionSizes(
  root: string,
  locked: readonly LockedPackage[],
): Promise<PackageSize[]> {
  const production = locked.filter(({ isDevelopment }) => !isDevelopment);
  const sizes = await Promise.all(
    production.map(async ({ name, path, isOptional }) => ({
      name,
      bytes: await bytesIn(join(root, path)).catch((error: unknown) => {
        if (isOptional && isMissing(error)) return 0;
        throw error;
      }),
    })),
  );
  return sizes.sort((one, other) => other.bytes - one.bytes);
}

/** A sentence when they are larger than the budget. */
export function sizeProblems(sizes: readonly PackageSize[], budgetMb: number = BUDGET_MB): string[] {
  const total = totalBytes(sizes);
  if (total <= budgetMb * MB) return [];
  return [
    `The packages that a server needs are ${megabytes(total)}, and the budget is ${budgetMb} MB. ` +
      'npm run supply names the largest; if all are needed, raise BUDGET_MB in scripts/supply/sizes.ts.',
  ];
}

/** All of it in one line, and a line for each of the largest, if any are to be named. */
export function printSizes(sizes: readonly PackageSize[], count: number): string {
  const largest = sizes.slice(0, count);
  const rest = sizes.slice(count);
  const lines = largest.map(({ name, bytes }) => line(megabytes(bytes), name));
  if (count > 0 && rest.length > 0) lines.push(line(megabytes(totalBytes(rest)), `${rest.length} others`));
  return [line(megabytes(totalBytes(sizes)), `${sizes.length} packages of a server`), ...lines].join('\n');
}

const MB = 1_000_000;

function totalBytes(sizes: readonly PackageSize[]): number {
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}

function line(size: string, name: string): string {
  return `${size.padStart(9)}  ${name}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(2)} MB`;
}

/** Without what lies in its own node_modules, as the lockfile names that by itself. */
async function bytesIn(dir: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isDirectory()) return entry.name === 'node_modules' ? 0 : bytesIn(join(dir, entry.name));
      return (await stat(join(dir, entry.name))).size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
