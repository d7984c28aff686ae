import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyAppendOnlyFiles } from '../../src/redis/copy-files.js';
import { takeSpawnLock } from '../../src/redis/spawn-lock.js';
import { embedded, scratch } from '../support/embedded.js';

test('copyAppendOnlyFiles: nobody is there, they are copied, and others may start a Redis again', async () => {
  const [dir, to] = [await filled(), await scratch()];
  await copyAppendOnlyFiles(dir, to);
  expect(await readdir(to)).toEqual(['appendonlydir']);
  expect(await readFile(join(to, 'appendonlydir', 'one.aof'), 'utf8')).toBe('records');
  expect(await takeSpawnLock(join(dir, 'redis.lock'))).toBeDefined();
});

test('copyAppendOnlyFiles: somebody is about to start a Redis there, a sentence says so and nothing is copied', async () => {
  const [dir, to] = [await filled(), await scratch()];
  const lock = await takeSpawnLock(join(dir, 'redis.lock'));
  await lock?.touch();
  await expect(copyAppendOnlyFiles(dir, to)).rejects.toThrow(`A Redis was started in DATA_DIR ${dir}`);
  expect(await readdir(to)).toEqual([]);
});

test('copyAppendOnlyFiles: a Redis runs there, a sentence says so and nothing is copied', async () => {
  const [dir, to] = [await scratch(), await scratch()];
  await embedded(dir);
  await expect(copyAppendOnlyFiles(dir, to)).rejects.toThrow(`A Redis was started in DATA_DIR ${dir}`);
  expect(await readdir(to)).toEqual([]);
});

test('copyAppendOnlyFiles: what can not be copied, is said, and the lock is free again', async () => {
  const [dir, to] = [await scratch(), await scratch()];
  await expect(copyAppendOnlyFiles(dir, to)).rejects.toThrow('ENOENT');
  expect(await takeSpawnLock(join(dir, 'redis.lock'))).toBeDefined();
});

async function filled(): Promise<string> {
  const dir = await scratch();
  await mkdir(join(dir, 'appendonlydir'));
  await writeFile(join(dir, 'appendonlydir', 'one.aof'), 'records');
  return dir;
}
