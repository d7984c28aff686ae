import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const TOUCH_MS = 1000;

/** How long a lock may go untouched before its holder counts as dead. */
const staleAfterMs = 3000;

export interface SpawnLock {
  /**
   * Says that the holder is alive; needed once a second.
   *
   * @throws Error when the holder was taken for dead and the lock is somebody else's.
   */
  touch(): Promise<void>;
  release(): Promise<void>;
}

/**
 * The right to start the redis-server of a directory, or `undefined` while somebody else has it. Two servers on one
 * append-only file would ruin it, and redis-server itself does not look: it takes a live server's socket path away.
 *
 * The lock is a directory with one file, whose name says `free`, or since when it is held and by whom. Taking,
 * touching, releasing and inheriting it from a dead holder is each a rename of the name that was read, so that of
 * several who try at once one succeeds. Dead is who has been silent for 3 s: a pid means nothing in another container.
 */
export async function takeSpawnLock(path: string): Promise<SpawnLock | undefined> {
  await create(path);
  const [found] = await readdir(path);
  if (found === undefined || isHeld(found)) return undefined;
  const id = `pid${process.pid}-${randomUUID()}`;
  let current = found;
  const become = async (next: string) => {
    await rename(join(path, current), join(path, next));
    current = next;
  };
  const taken = await become(heldNow(id)).then(
    () => true,
    () => false,
  );
  if (!taken) return undefined;
  return {
    touch: () => become(heldNow(id)),
    // A lock that was taken from us is not ours to release.
    release: () => become('free').catch(() => undefined),
  };
}

/**
 * Touches a lock for as long as something takes, which must have begun.
 *
 * @throws what that has failed with; else, when it has ended, Error if the holder was taken for dead meanwhile
 */
export async function touchedWhile<T>(lock: Pick<SpawnLock, 'touch'>, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort();
  work.then(end, end);
  try {
    while (!ended.signal.aborted) {
      await delay(TOUCH_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      await lock.touch();
    }
  } catch (lost) {
    await work;
    throw lost;
  }
  return work;
}

/** How a lock is held. */
export interface Holding {
  /** Another one each time that the holder has touched it. */
  readonly name: string;
  /** The holder's, as that sees it; `undefined` where the holder is of an older version. */
  readonly pid: number | undefined;
}

/** @returns `undefined` while it is free, or is being touched */
export async function holdingOf(path: string): Promise<Holding | undefined> {
  const [name] = await readdir(path).catch(() => []);
  if (name === undefined || name === 'free') return undefined;
  const pid = /^\d+-pid(\d+)-/.exec(name)?.[1];
  return { name, pid: pid === undefined ? undefined : Number(pid) };
}

async function create(path: string): Promise<void> {
  const exists = await readdir(path).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const draft = await mkdtemp(`${path}-`);
  await writeFile(join(draft, 'free'), '');
  // Fails where another was faster: a directory that is not empty cannot be replaced.
  await rename(draft, path).catch(() => rm(draft, { recursive: true }));
}

function heldNow(id: string): string {
  return `${Date.now()}-${id}`;
}

function isHeld(name: string): boolean {
  return name !== 'free' && Date.now() - Number.parseInt(name, 10) < staleAfterMs;
}
