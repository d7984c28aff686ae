import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyAppendOnlyFiles } from '../../src/redis/copy-files.js';
import { takeSpawnLock } from '../../src/redis/spawn-lock.js';
import { embedded, scratch } from '../support/embedded.js';
import { waitFor } from '../support/wait-for.js';

const { signal } = new AbortController();

test('copyAppendOnlyFiles: nobody is there, they are copied, and others may start a Redis again', async () => {
  const [dir, to] = [await filled(), await scratch()];
  await copyAppendOnlyFiles(dir, to, signal);
  expect(await readdir(to)).toEqual(['appendonlydir']);
  expect(await readFile(join(to, 'appendonlydir', 'one.aof'), 'utf8')).toBe('records');
  expect(await takeSpawnLock(join(dir, 'redis.lock'))).toBeDefined();
});

test('copyAppendOnlyFiles: somebody is about to start a Redis there, a sentence says so and nothing is copied', async () => {
  const [dir, to] = [await filled(), await scratch()];
  const lock = await takeSpawnLock(join(dir, 'redis.lock'));
  await lock?.touch();
  await expect(copyAppendOnlyFiles(dir, to, signal)).rejects.toThrow(
    `A Redis was started in DATA_DIR ${dir}`,
  );
  expect(await readdir(to)).toEqual([]);
});

test('copyAppendOnlyFiles: a Redis runs there, a sentence says so and nothing is copied', async () => {
  const [dir, to] = [await scratch(), await scratch()];
  await embedded(dir);
  await expect(copyAppendOnlyFiles(dir, to, signal)).rejects.toThrow(
    `A Redis was started in DATA_DIR ${dir}`,
  );
  expect(await readdir(to)).toEqual([]);
});

test('copyAppendOnlyFiles: what can not be copied, is said, and the lock is free again', async () => {
  const [dir, to] = [await scratch(), await scratch()];
  await expect(copyAppendOnlyFiles(dir, to, signal)).rejects.toThrow('ENOENT');
  expect(await takeSpawnLock(join(dir, 'redis.lock'))).toBeDefined();
});

test('copyAppendOnlyFiles: interrupted within a file, it copies no more of it, and the lock is free again', async () => {
  const [dir, to] = [await filled(), await scratch()];
  const pipe = join(dir, 'appendonlydir', 'two.aof');
  execFileSync('mkfifo', [pipe]);
  const source = await open(pipe, 'r+');
  onTestFinished(() => source.close());
  const stopping = new AbortController();
  const ended = copyAppendOnlyFiles(dir, to, stopping.signal).catch((error: Error) => error);
  await source.write('first');
  const copied = join(to, 'appendonlydir', 'two.aof');
  await waitFor(async () => (await stat(copied)).size > 0, { what: 'the first bytes' });

  const reason = new Error('interrupted');
  stopping.abort(reason);
  // Whoever reads a pipe sleeps until something comes.
  await source.write('second');
  expect(await ended).toMatchObject({ name: 'AbortError', cause: reason });
  expect(await readFile(copied, 'utf8')).toBe('first');
  expect(await takeSpawnLock(join(dir, 'redis.lock'))).toBeDefined();
});

async function filled(): Promise<string> {
  const dir = await scratch();
  await mkdir(join(dir, 'appendonlydir'));
  await writeFile(join(dir, 'appendonlydir', 'one.aof'), 'records');
  return dir;
}
