import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDirectory } from '../../src/redis/make-directory.js';

test('a directory and those above it: made for this user only, and left as they are the next time', async () => {
  const top = await ownDirectory();
  const path = join(top, 'a', 'b');
  await makeDirectory(path);
  await makeDirectory(path);
  for (const made of [join(top, 'a'), path]) expect((await stat(made)).mode & 0o777).toBe(0o700);
});

test('several at once: one directory, and nobody fails', async () => {
  const path = join(await ownDirectory(), 'a', 'b', 'c');
  await Promise.all(Array.from({ length: 20 }, () => makeDirectory(path)));
  expect((await stat(path)).isDirectory()).toBe(true);
});

test('a file in its place: refused with a sentence', async () => {
  const path = join(await ownDirectory(), 'file');
  await writeFile(path, '');
  await expect(makeDirectory(path)).rejects.toThrow(
    /^DATA_DIR .*file can not be made: EEXIST.* Choose another DATA_DIR\.$/,
  );
});

test.runIf(process.platform === 'linux')(
  'a place where nothing can be made: refused with a sentence',
  async () => {
    await expect(makeDirectory('/proc/a/b')).rejects.toThrow(
      /^DATA_DIR \/proc\/a\/b can not be made: ENOENT/,
    );
  },
);

async function ownDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}
