import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStep } from './run.mjs';

const STAMP = '.sources';

/**
 * Whether dist/ was made from the sources as they are: it carries their fingerprint. By content, because a checkout
 * can make a changed file older than dist/, and a removed file has no time at all.
 *
 * @param {{ readonly root: string }} project
 */
export async function isBuilt({ root }) {
  const [made, current] = await Promise.all([readStamp(root), fingerprint(root)]);
  return made === current;
}

/** @param {{ readonly root: string }} project */
export async function build({ root }) {
  // Taken before the compiler reads them: a file that is saved while it runs is built by the next setup.
  const sources = await fingerprint(root);
  const next = join(root, 'dist.next');
  await rm(next, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await runStep('build: tsc', [
    { line: [process.execPath, tsc, '-p', 'tsconfig.build.json', '--outDir', next], cwd: root },
  ]);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const page = ['build', '--config', 'web/vite.config.ts', '--outDir', join(next, 'page')];
  await runStep('page: vite', [{ line: [process.execPath, vite, ...page], cwd: root }]);
  // tsc does not know that package.json calls it a program.
  await chmod(join(next, 'cli/main.js'), 0o755);
  await writeFile(join(next, STAMP), sources);
  await replace(join(root, 'dist'), next);
}

/**
 * By renames: no file of an earlier build stays behind, and a server that starts meanwhile finds a whole one.
 *
 * @param {string} path
 * @param {string} next
 */
async function replace(path, next) {
  const old = `${path}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(path, old).catch(ignoreMissing);
  await rename(next, path);
  await rm(old, { recursive: true, force: true });
}

/** @param {string} root */
async function readStamp(root) {
  return await readFile(join(root, 'dist', STAMP), 'utf8').catch(ignoreMissing);
}

/** @param {string} root */
async function fingerprint(root) {
  const hash = createHash('sha256');
  for (const path of await sourcesIn(root)) {
    const content = await readFile(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} root */
async function sourcesIn(root) {
  const atTop = await readdir(root);
  const settings = atTop.filter((name) => /^(tsconfig.*|package(-lock)?)\.json$/.test(name));
  const files = await Promise.all(['src', 'web'].map((dir) => filesIn(join(root, dir))));
  return [...settings, ...files.flat().map((file) => file.slice(root.length + 1))].sort();
}

/** @param {string} dir */
async function filesIn(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** @param {NodeJS.ErrnoException} error */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}
