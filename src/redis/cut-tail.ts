import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServerProcess } from './server-process.js';
import { touchedWhile } from './spawn-lock.js';
import { findWholeEnd } from './whole-end.js';

/** What was dropped from the end of an append-only file, because the last record or transaction is not whole. */
export interface CutTail {
  /** The name of the file in `appendonlydir`. */
  readonly file: string;
  readonly bytes: number;
  /** The path of the file in which the dropped bytes are. */
  readonly keptIn: string;
}

/** The append-only file of a directory ends in the middle of a record or a transaction, and nothing was dropped. */
export class CutTailError extends Error {
  override readonly name = 'CutTailError';

  constructor(readonly file: string) {
    super(
      `The append-only file ${file} ends in the middle of a record or a transaction, and only a server may drop that end. ` +
        'Start one there: it says in its log what it drops, and keeps it. Then run this again.',
    );
  }
}

/** The file for whose end a Redis refused to start; `undefined` when it has ended for another reason. */
export function refusedFile(child: ServerProcess): string | undefined {
  return /Unexpected end of file reading the append only file (\S+\.incr\.aof)\./.exec(child.said())?.[1];
}

/**
 * Drops what is not whole from the end of an append-only file, and keeps it in a file beside it. Redis could do so by
 * itself (`aof-load-truncated`), but where the cut is inside a transaction it leaves that open, and at its next start
 * throws away all that was written behind it (https://github.com/valkey-io/valkey/pull/4342).
 *
 * @param dir where `appendonlydir` is; no Redis may run there
 * @param now milliseconds since the epoch
 * @param touch called again and again; when it throws, nothing is dropped
 * @throws Error when the file is no append-only file, or whole, or not the last one
 */
export async function dropCutTail(
  dir: string,
  file: string,
  { now, touch }: { readonly now: number; readonly touch: () => Promise<void> },
): Promise<CutTail> {
  const keptIn = join(dir, `cut-tail-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.aof`);
  await mustBeLast(join(dir, 'appendonlydir'), file);
  const handle = await open(join(dir, 'appendonlydir', file), 'r+');
  try {
    const whole = await wholeLength(handle, touch);
    const { size } = await handle.stat();
    // Redis and we do not agree: to go on would be to start it again and again.
    if (whole === size)
      throw new Error(`Redis finds ${file} cut at its end, but it is whole; ask redis-check-aof`);
    await touchedWhile({ touch }, keep(handle, keptIn, whole));
    await handle.truncate(whole);
    await handle.sync();
    return { file, bytes: size - whole, keptIn };
  } finally {
    await handle.close();
  }
}

/** Where another file goes on, Redis would apply that to a state that misses what came before. */
async function mustBeLast(files: string, file: string): Promise<void> {
  const names = await readdir(files);
  const manifests = names.filter((name) => name.endsWith('.manifest'));
  const manifest = await readFile(join(files, manifests[0] ?? 'appendonly.aof.manifest'), 'utf8');
  const incremental = [...manifest.matchAll(/^file (\S+) seq \d+ type i\b/gm)].map(([, name]) => name);
  if (incremental.at(-1) === file) return;
  throw new Error(
    `The append-only file ${file} is cut, and ${incremental.at(-1)} goes on after it: what is missing lies in the ` +
      'middle. Restore the newest backup.',
  );
}

/** Resolves when it is on the disk, under its name. */
async function keep(from: FileHandle, path: string, start: number): Promise<void> {
  const kept = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    // A write may take less than it was given, and this one goes on.
    await writeFile(kept, from.createReadStream({ start, autoClose: false }));
    await kept.sync();
  } catch (error) {
    // On a full disk, each try would leave one more.
    await rm(path);
    throw error;
  } finally {
    await kept.close();
  }
  const dir = await open(dirname(path), constants.O_RDONLY);
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/** How many bytes of the file are whole records, and whole transactions. */
async function wholeLength(handle: FileHandle, touch: () => Promise<void>): Promise<number> {
  const whole = findWholeEnd();
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 })) {
    await touch();
    whole.read(chunk);
  }
  return whole.end;
}
