import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Guard } from './guard.js';

/** A copy of the sources, where something can be broken without anybody meeting it. */
export interface SourceCopy {
  readonly dir: string;
  /** Takes a guard away; call what it returns to put it back. */
  break(guard: Guard): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

const COPIED = [
  'src',
  'web',
  'test',
  'scripts',
  'bench',
  'docs',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vitest.config.ts',
];

/** @param root the directory of the project; its node_modules are used as they are */
export async function copySources(root: string): Promise<SourceCopy> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-teeth-'));
  const isOurs = (path: string) => !path.endsWith('/node_modules');
  await Promise.all(
    COPIED.map((name) => cp(join(root, name), join(dir, name), { recursive: true, filter: isOurs })),
  );
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  return {
    dir,
    async break({ file, text, broken }) {
      const path = join(dir, file);
      const whole = await readFile(path, 'utf8');
      await writeFile(
        path,
        whole.replace(text, () => broken),
      );
      return () => writeFile(path, whole);
    },
    remove: () => rm(dir, { recursive: true }),
  };
}

/** How often the text of a guard stands in its file; 1 is right. */
export async function countOf({ file, text }: Guard, root: string): Promise<number> {
  return (await readFile(join(root, file), 'utf8')).split(text).length - 1;
}
