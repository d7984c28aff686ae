import { type Entry, sizeOf } from './walk.js';

/**
 * How large an image is and what of it is what, as lines.
 *
 * @param baseBytes of the image that it was built on
 */
export function sizeLines(entries: readonly Entry[], baseBytes: number): string[] {
  const all = sizeOf(entries);
  const packages = sizeOf(entries, '/app/node_modules');
  const built = sizeOf(entries, '/app') - packages;
  const parts = [
    ['image', all],
    ['  base', baseBytes],
    ['  redis-server and tini', all - baseBytes - packages - built],
    ['  packages', packages],
    ['  dist', built],
  ] as const;
  return parts.map(([name, bytes]) => `${name.padEnd(26)}${(bytes / 1e6).toFixed(1).padStart(6)} MB`);
}
