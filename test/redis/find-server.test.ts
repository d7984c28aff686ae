import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findRedisServer, isSupportedVersion } from '../../src/redis/find-server.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('findRedisServer', () => {
  test.each([
    ['redis-server', 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['valkey-server', 'Valkey server v=8.1.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '8.1.0'],
  ])('%s is found with its version', async (name, says, version) => {
    const dir = await directoryWith({ [name]: says });
    expect(await findRedisServer([dir])).toEqual({ path: join(dir, name), version });
  });

  test('a server older than 7.0 is passed over', async () => {
    const old = await directoryWith({ 'redis-server': 'Redis server v=6.2.14', 'valkey-server': 'nothing' });
    const good = await directoryWith({ 'redis-server': 'Redis server v=7.0.0' });
    expect(await findRedisServer([old, good])).toEqual({
      path: join(good, 'redis-server'),
      version: '7.0.0',
    });
  });

  test('a file that cannot be executed is passed over', async () => {
    const dir = await directoryWith({ 'redis-server': 'Redis server v=7.0.15' });
    await chmod(join(dir, 'redis-server'), 0o644);
    expect(await findRedisServer([dir])).toBeUndefined();
  });

  test('nothing to be found is undefined', async () => {
    expect(await findRedisServer([await directoryWith({}), '/nowhere'])).toBeUndefined();
  });

  test('the PATH is searched first, in its order', async () => {
    const first = await directoryWith({ 'valkey-server': 'Valkey server v=99.0.1' });
    const second = await directoryWith({ 'redis-server': 'Redis server v=99.0.2' });
    vi.stubEnv('PATH', [first, second, process.env.PATH].join(delimiter));
    expect(await findRedisServer()).toEqual({ path: join(first, 'valkey-server'), version: '99.0.1' });
  });
});

test.each([
  ['7.0', true],
  ['7.0.0', true],
  ['7.2.4', true],
  ['10.0.1', true],
  ['6.9.9', false],
  ['5.0.7', false],
  ['unknown', false],
])('isSupportedVersion: %s is %s', (version, supported) => {
  expect(isSupportedVersion(version)).toBe(supported);
});

/** A directory of programs that answer `--version` with a line. */
async function directoryWith(programs: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [name, says] of Object.entries(programs)) {
    await writeFile(join(dir, name), `#!/bin/sh\n[ "$1" = --version ] && echo '${says}'\n`);
    await chmod(join(dir, name), 0o755);
  }
  return dir;
}
