import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { withLock } from '../../scripts/setup/lock.mjs';
import { waitFor } from '../support/wait-for.js';
import { createCheckout, NPM_CI } from './checkout.js';

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});

test('setup: of several started at once one does the work and the others wait for it', async () => {
  const checkout = await createCheckout();
  await checkout.program('redis-server');
  await checkout.program('npm', `/bin/sleep 0.5; ${NPM_CI}`);

  const outcomes = await Promise.all([checkout.run(), checkout.run(), checkout.run()]);

  for (const { status, stderr } of outcomes) expect(status, stderr).toBe(0);
  expect((await checkout.calls()).map((call) => call.split(' ')[0])).toEqual(['npm', 'tsc', 'vite']);
  const waited = outcomes.filter(({ stdout }) => /^setup: waiting for process \d+, .*\n$/.test(stdout));
  expect(waited).toHaveLength(2);
  expect(await leftovers(checkout.dir)).toEqual([]);
});

test('setup: told to stop, it ends the program that runs, gives the lock back and starts nothing more', async () => {
  const checkout = await createCheckout();
  await checkout.program(
    'npm',
    `trap 'echo stopped > "${checkout.dir}/heard"; exit 1' TERM
    echo $PPID > "${checkout.dir}/setup-pid"; i=0; while [ $i -lt 100 ]; do i=$((i+1)); /bin/sleep 0.05; done`,
  );
  const running = checkout.run();
  const pid = await waitFor(async () => Number(await checkout.read('setup-pid')), { what: 'npm ci' });

  process.kill(pid, 'SIGTERM');
  const { status, stdout } = await running;

  expect(status).toBe(128 + 15);
  expect(stdout).toBe('packages: npm ci … interrupted\n');
  expect(await checkout.read('heard')).toBe('stopped\n');
  expect(await leftovers(checkout.dir)).toEqual([]);
});

test('lock: of many that want it at once, each has it alone', async () => {
  const path = await lockPath();

  expect(await mostAtOnce(path, 20)).toBe(1);
});

test('lock: one whose owner was killed is taken over by exactly one of many', async () => {
  const path = await lockPath();
  await ownedBy(path, await deadPid(), hostname());

  expect(await mostAtOnce(path, 20)).toBe(1);
});

test('lock: one of a dead owner is taken over without a word about waiting', async () => {
  const path = await lockPath();
  await ownedBy(path, await deadPid(), hostname());

  await withLock(path, () => Promise.resolve());

  expect(console.log).not.toHaveBeenCalled();
});

test('lock: while its owner lives it is not taken over', async () => {
  const path = await lockPath();
  const order: string[] = [];
  const had = new AbortController();
  const first = withLock(path, () => once(had.signal, 'abort'), { beatMs: 20 });
  const start = await waitFor(() => lastBeat(path), { what: 'the owner' });

  const second = withLock(path, async () => order.push('second'), { silentMs: 600 });
  await waitFor(async () => (await lastBeat(path)) > start + 1300, { what: 'beats for twice as long' });
  order.push('first');
  had.abort();
  await Promise.all([first, second]);

  expect(order).toEqual(['first', 'second']);
});

test('lock: an owner on another machine that is silent for long loses it', async () => {
  const path = await lockPath();
  await ownedBy(path, process.pid, 'another.machine');

  expect(await withLock(path, async () => 'done', { silentMs: 300 })).toBe('done');
  await expect(readdir(path)).rejects.toThrow('ENOENT');
});

test('lock: it is given back when the work fails', async () => {
  const path = await lockPath();

  await expect(withLock(path, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  await expect(readdir(path)).rejects.toThrow('ENOENT');
});

/** How many had the lock at the same moment, at most, when `count` of them wanted it. */
async function mostAtOnce(path: string, count: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await nextTurn();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: count }, () => withLock(path, work)));
  return most;
}

async function lockPath(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-lock-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'lock');
}

/** A lock as its owner left it. */
async function ownedBy(path: string, pid: number, host: string): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, `${pid}.some-id.${host}`), '');
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid ?? 0;
}

async function lastBeat(path: string): Promise<number> {
  const [owner = ''] = await readdir(path);
  return (await stat(join(path, owner))).mtimeMs;
}

/** What a setup leaves in the checkout beside what it made. */
async function leftovers(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith('.setup-lock') || /^dist\./.test(name));
}
