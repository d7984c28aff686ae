import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { interruption } from './interruption.mjs';

const POLL_MS = 100;

/**
 * Runs `work` while no other setup of this checkout does, also when they are started at the same moment.
 *
 * The lock is a directory that holds one file, named after its owner. It appears with its owner in it, and changes
 * hands, by a rename: of several that want it exactly one succeeds. The owner touches its file every `beatMs`; one
 * that is dead, or silent for `silentMs`, loses the lock.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ readonly beatMs?: number, readonly silentMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { beatMs = 1000, silentMs = 10_000 } = {}) {
  const me = `${process.pid}.${randomUUID()}.${hostname()}`;
  await acquire(path, me, silentMs);
  const beat = setInterval(() => touch(join(path, me)), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await release(path, me);
  }
}

/**
 * @param {string} path
 * @param {string} me
 * @param {number} silentMs
 */
async function acquire(path, me, silentMs) {
  let last = { name: '', beat: 0 };
  let heardAt = 0;
  let isTold = false;
  while (!(await create(path, me))) {
    const owner = await ownerOf(path);
    if (owner === undefined) continue;
    if (owner.name !== last.name || owner.beat !== last.beat) heardAt = performance.now();
    last = owner;
    if (performance.now() - heardAt > silentMs || isDead(owner.name)) {
      if (await takeOver(path, owner.name, me)) return;
      continue;
    }
    if (!isTold) console.log(`setup: waiting for process ${pidOf(owner.name)}, which runs it already …`);
    isTold = true;
    await delay(POLL_MS);
    interruption.throwIfAborted();
  }
}

/**
 * @param {string} path
 * @param {string} me
 */
async function create(path, me) {
  if ((await ownerOf(path)) !== undefined) return false;
  const draft = `${path}.${me}`;
  await mkdir(draft);
  await writeFile(join(draft, me), '');
  try {
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true });
    return ignore(error, 'ENOTEMPTY', 'EEXIST') ?? false;
  }
}

/**
 * @param {string} path
 * @param {string} owner
 * @param {string} me
 */
async function takeOver(path, owner, me) {
  try {
    await rename(join(path, owner), join(path, me));
    await touch(join(path, me));
    return true;
  } catch (error) {
    return ignore(error, 'ENOENT') ?? false;
  }
}

/**
 * @param {string} path
 * @param {string} me
 */
async function release(path, me) {
  await unlink(join(path, me)).catch((error) => ignore(error, 'ENOENT'));
  await rmdir(path).catch((error) => ignore(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST'));
}

/** @param {string} path */
async function ownerOf(path) {
  try {
    const [name] = await readdir(path);
    return name === undefined ? undefined : { name, beat: (await stat(join(path, name))).mtimeMs };
  } catch (error) {
    return ignore(error, 'ENOENT');
  }
}

/**
 * Whether the owner was a process of this machine that is gone. The processes of another one (a container that shares
 * the directory) can only be heard.
 *
 * @param {string} owner
 */
function isDead(owner) {
  if (owner.split('.').slice(2).join('.') !== hostname()) return false;
  try {
    process.kill(pidOf(owner), 0);
    return false;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}

/** @param {string} owner */
function pidOf(owner) {
  return Number.parseInt(owner, 10);
}

/** @param {string} file */
async function touch(file) {
  const now = new Date();
  await utimes(file, now, now).catch((error) => ignore(error, 'ENOENT'));
}

/**
 * @param {unknown} error
 * @param {...string} codes
 * @returns {undefined}
 */
function ignore(error, ...codes) {
  if (!(error instanceof Error && 'code' in error && codes.includes(String(error.code)))) throw error;
}
