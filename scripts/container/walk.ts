import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file, a directory or something else in an image. */
export interface Entry {
  /** Absolute, as a process in the container sees it. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** The permissions: what `chmod` sets. */
  readonly mode: number;
  /** Bytes; 0 for the second name of a file, and for what is no file. */
  readonly size: number;
}

/** All that lies in a directory of this machine, as if that were the root of a file system. */
export async function walk(root: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const counted = new Set<number>();
  const visit = async (path: string): Promise<void> => {
    const stats = await lstat(join(root, path));
    const isFile = stats.isFile() && !counted.has(stats.ino);
    if (stats.nlink > 1) counted.add(stats.ino);
    entries.push({
      path,
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
      uid: stats.uid,
      gid: stats.gid,
      mode: stats.mode & 0o7777,
      size: isFile ? stats.size : 0,
    });
    if (!stats.isDirectory()) return;
    for (const name of await readdir(join(root, path))) await visit(join(path, name));
  };
  await visit('/');
  return entries;
}

/** The bytes of the files under a path. */
export function sizeOf(entries: readonly Entry[], under = '/'): number {
  const prefix = under === '/' ? '/' : `${under}/`;
  return entries
    .filter(({ path }) => path === under || path.startsWith(prefix))
    .reduce((sum, { size }) => sum + size, 0);
}
