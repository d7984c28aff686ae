import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerProcess } from './server-process.js';

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
    super(`The append-only file ${file} ends in the middle of a record or a transaction.`);
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
    await keep(handle, keptIn, whole);
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

async function keep(from: FileHandle, path: string, start: number): Promise<void> {
  const kept = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    for await (const chunk of from.createReadStream({ start, autoClose: false })) await kept.write(chunk);
    await kept.sync();
  } finally {
    await kept.close();
  }
}

/** How many bytes of the file are whole records, and whole transactions. */
async function wholeLength(handle: FileHandle, touch: () => Promise<void>): Promise<number> {
  let whole = 0;
  let inTransaction = false;
  let rest: Buffer = Buffer.alloc(0);
  let restAt = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 })) {
    await touch();
    rest = Buffer.concat([rest, chunk]);
    let at = 0;
    for (let record = readRecord(rest, at); record; record = readRecord(rest, at)) {
      at = record.end;
      if (record.command === 'MULTI') inTransaction = true;
      if (record.command === 'EXEC') inTransaction = false;
      if (!inTransaction) whole = restAt + at;
    }
    rest = rest.subarray(at);
    restAt += at;
  }
  return whole;
}

/**
 * The record that begins there: a command in RESP, or a note of the time.
 *
 * @returns `undefined` when its end is not there
 */
function readRecord(
  bytes: Buffer,
  at: number,
): { readonly command: string; readonly end: number } | undefined {
  const head = readLine(bytes, at);
  if (head === undefined) return undefined;
  if (head.text.startsWith('#')) return { command: '', end: head.end };
  let { end } = head;
  let command = '';
  for (let i = 0; i < numberAfter('*', head.text); i += 1) {
    const length = readLine(bytes, end);
    if (length === undefined) return undefined;
    const start = length.end;
    end = start + numberAfter('$', length.text) + CRLF.length;
    if (end > bytes.length) return undefined;
    if (i === 0) command = bytes.toString('latin1', start, end - CRLF.length).toUpperCase();
  }
  return { command, end };
}

const CRLF = '\r\n';

function readLine(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  const end = bytes.indexOf(CRLF, at, 'latin1');
  return end === -1 ? undefined : { text: bytes.toString('latin1', at, end), end: end + CRLF.length };
}

/** Whatever it is, to drop what follows would be wrong. */
function numberAfter(sign: string, text: string): number {
  const digits = text.startsWith(sign) ? text.slice(1) : '';
  if (/^\d+$/.test(digits)) return Number(digits);
  throw new Error(
    `this is no append-only file: ${JSON.stringify(text.slice(0, 40))} stands where ${sign} is expected`,
  );
}
