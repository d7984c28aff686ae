import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type SpawnLock, takeSpawnLock, touchedWhile } from '../../src/redis/spawn-lock.js';
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

describe('touchedWhile', () => {
  test('while it takes, the lock is touched again and again; what came out of it is returned', async () => {
    const path = await lockPath();
    const lock = await taken(path);
    const [first] = await readdir(path);
    let touched = 0;
    const counting = {
      async touch() {
        await lock.touch();
        touched += 1;
      },
    };
    const { work, end } = endless();
    const result = touchedWhile(counting, work);
    await waitFor(() => touched > 1, { what: 'two touches' });
    expect(await readdir(path)).not.toEqual([first]);
    end('done');
    expect(await result).toBe('done');
  });

  test('who loses the lock meanwhile, is told when it has ended, as it can not be called back', async () => {
    const { work, end } = endless();
    const ended: string[] = [];
    void work.then((text) => ended.push(text));
    let touched = false;
    const lost = {
      touch() {
        touched = true;
        return Promise.reject(new Error('inherited'));
      },
    };
    const result = touchedWhile(lost, work).catch((error: unknown) => [...ended, String(error)]);
    await waitFor(() => touched, { what: 'the loss to be seen' });
    end('work');
    expect(await result).toEqual(['work', 'Error: inherited']);
  });

  test('what fails after the lock was lost, says why it failed', async () => {
    let touched = false;
    const lost = {
      touch() {
        touched = true;
        return Promise.reject(new Error('inherited'));
      },
    };
    const work = waitFor(() => touched, { what: 'the loss to be seen' }).then(() => {
      throw new Error('no space');
    });
    await expect(touchedWhile(lost, work)).rejects.toThrow('no space');
  });

  test('what fails, fails', async () => {
    const lock = await taken(await lockPath());
    await expect(touchedWhile(lock, Promise.reject(new Error('no space')))).rejects.toThrow('no space');
  });
});

async function taken(path: string): Promise<SpawnLock> {
  const lock = await takeSpawnLock(path);
  if (lock === undefined) throw new Error('somebody else has it');
  return lock;
}

function endless() {
  let end = (_: string): void => undefined;
  const work = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { work, end };
}

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
