import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeSpawnLock } from '../../src/redis/spawn-lock.js';
import { waitFor } from '../support/wait-for.js';

describe('takeSpawnLock', () => {
  test('one holder at a time; released, it can be taken again', async () => {
    const path = await lockPath();
    const first = await takeSpawnLock(path);
    expect(first).toBeDefined();
    expect(await takeSpawnLock(path)).toBeUndefined();
    await first?.release();
    expect(await takeSpawnLock(path)).toBeDefined();
  });

  test('a lock that nobody touched for more than 3 s is inherited, and its old holder is told', async () => {
    const path = await lockPath();
    const dead = await takeSpawnLock(path);
    await age(path, 3001);
    const heir = await takeSpawnLock(path);
    expect(heir).toBeDefined();
    await expect(dead?.touch()).rejects.toThrow();
    await dead?.release();
    expect(await takeSpawnLock(path)).toBeUndefined();
  });

  test('a holder that touches its lock keeps it', async () => {
    const path = await lockPath();
    await takeSpawnLock(path);
    await age(path, 2500);
    expect(await takeSpawnLock(path)).toBeUndefined();
  });

  test.each(['that never existed', 'that is free', 'of a dead holder'])(
    'of many who want a lock %s at once each gets it in turn, never two together',
    async (state) => {
      const path = await lockPath();
      if (state !== 'that never existed') await (await takeSpawnLock(path))?.release();
      if (state === 'of a dead holder') {
        await takeSpawnLock(path);
        await age(path, 10_000);
      }
      let holders = 0;
      const most = await Promise.all(
        Array.from({ length: 40 }, async () => {
          await sleep(Math.random() * 3);
          const lock = await waitFor(() => takeSpawnLock(path), { what: 'the lock' });
          holders += 1;
          const seen = holders;
          await sleep(Math.random() * 3);
          holders -= 1;
          await lock.release();
          return seen;
        }),
      );
      expect(Math.max(...most)).toBe(1);
      expect(await readdir(path)).toEqual(['free']);
    },
  );
});

async function lockPath(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return join(dir, 'lock');
}

/** Makes a held lock older. */
async function age(path: string, ms: number): Promise<void> {
  const [name = ''] = await readdir(path);
  const since = Number.parseInt(name, 10);
  await rename(join(path, name), join(path, name.replace(String(since), String(since - ms))));
}
