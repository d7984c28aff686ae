import { type FileHandle, mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dropCutTail } from '../../src/redis/cut-tail.js';
import { embedded, scratch } from '../support/embedded.js';

const FILE = 'appendonly.aof.1.incr.aof';

test('dropCutTail: cut at every byte, exactly the whole records and transactions stay, and the rest is kept beside', async () => {
  const whole = ['*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n', '#TS:1700000000\r\n', set('a', '1')];
  const transaction = `*1\r\n$5\r\nMULTI\r\n${set('b', 'ä\r\n*1\r\n')}${set('c', '')}*1\r\n$4\r\nEXEC\r\n`;
  const text = [...whole, transaction, set('d', '2')].join('');
  const ends = [0];
  for (const piece of [...whole, transaction, set('d', '2')]) ends.push((ends.at(-1) ?? 0) + sizeOf(piece));

  const { dir, path } = await fileOf(Buffer.alloc(0));
  for (let cut = 0; cut <= sizeOf(text); cut += 1) {
    if (ends.includes(cut)) continue;
    await writeFile(path, Buffer.from(text).subarray(0, cut));
    const expected = Math.max(...ends.filter((end) => end <= cut));
    const { bytes, keptIn } = await dropCutTail(dir, FILE, { now: cut, touch });
    expect(bytes).toBe(cut - expected);
    expect(await readFile(path)).toEqual(Buffer.from(text).subarray(0, expected));
    expect(await readFile(keptIn)).toEqual(Buffer.from(text).subarray(expected, cut));
  }
});

test('dropCutTail: a file that is whole, is not for it to mend', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1')));
  await expect(dropCutTail(dir, FILE, { now: 0, touch })).rejects.toThrow(
    `${FILE} cut at its end, but it is whole`,
  );
  expect((await readFile(path)).toString()).toBe(set('a', '1'));
});

test('dropCutTail: a file longer than what is read at a time, is read on', async () => {
  const record = set('a', 'x'.repeat(700_000));
  const { dir, path } = await fileOf(Buffer.from(`${record}${record}${record}${record.slice(0, -9)}`));
  expect((await dropCutTail(dir, FILE, { now: 0, touch })).bytes).toBe(record.length - 9);
  expect((await readFile(path)).length).toBe(3 * record.length);
});

test('dropCutTail: a file that is something else, stays as it was', async () => {
  const { dir, path } = await fileOf(Buffer.from(`${set('a', '1')}REDIS0010${set('b', '1')}`));
  await expect(dropCutTail(dir, FILE, { now: 0, touch })).rejects.toThrow(
    'this is no append-only file: "REDIS0010*3" stands where * is expected',
  );
  expect((await readFile(path)).toString()).toContain('REDIS0010');
});

test('dropCutTail: who is taken for dead meanwhile, drops nothing', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1').slice(0, -1)));
  const taken = () => Promise.reject(new Error('taken'));
  await expect(dropCutTail(dir, FILE, { now: 0, touch: taken })).rejects.toThrow('taken');
  expect((await readFile(path)).length).toBe(set('a', '1').length - 1);
});

test('dropCutTail: who is taken for dead while the end is kept, drops nothing', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1').slice(0, -1)));
  let touched = 0;
  const takenThen = () => {
    touched += 1;
    return touched > 1 ? Promise.reject(new Error('taken')) : Promise.resolve();
  };
  await expect(dropCutTail(dir, FILE, { now: 0, touch: takenThen })).rejects.toThrow('taken');
  expect((await readFile(path)).length).toBe(set('a', '1').length - 1);
});

test('dropCutTail: what can not be kept, is not dropped', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1').slice(0, -1)));
  await writeFile(join(dir, 'cut-tail-1970-01-01T00-00-00-000Z.aof'), 'of another');
  await expect(dropCutTail(dir, FILE, { now: 0, touch })).rejects.toThrow('EEXIST');
  expect((await readFile(path)).length).toBe(set('a', '1').length - 1);
});

test('dropCutTail: a disk that is full, is told, nothing is dropped and no part of a copy is left', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1').slice(0, -1)));
  vi.spyOn(await handles(), 'sync').mockRejectedValue(new Error('ENOSPC'));
  await expect(dropCutTail(dir, FILE, { now: 0, touch })).rejects.toThrow('ENOSPC');
  expect((await readFile(path)).length).toBe(set('a', '1').length - 1);
  expect(await readdir(dir)).toEqual(['appendonlydir']);
});

test('dropCutTail: what is dropped is on the disk before, whole and under its name, however little a write takes', async () => {
  const tail = set('b', 'x'.repeat(50)).slice(0, -1);
  const { dir } = await fileOf(Buffer.from(set('a', '1') + tail));
  const calls = await spyOnFiles();
  const { keptIn } = await dropCutTail(dir, FILE, { now: 0, touch });
  expect((await readFile(keptIn)).toString()).toBe(tail);
  expect(calls).toEqual(['sync a file', 'sync a directory', 'truncate a file', 'sync a file']);
});

test('dropCutTail: a file after which another goes on, stays as it was, as the loss would be in the middle', async () => {
  const { dir, path } = await fileOf(Buffer.from(set('a', '1').slice(0, -1)));
  await writeManifest(dir, FILE, 'appendonly.aof.2.incr.aof');
  await expect(dropCutTail(dir, FILE, { now: 0, touch })).rejects.toThrow('Restore the newest backup');
  expect((await readFile(path)).length).toBe(set('a', '1').length - 1);
});

test('startEmbedded: its file cut inside a transaction, what is written then survives every further start', async () => {
  const dir = await scratch();
  const first = await embedded(dir);
  await first.redis.multi().set('a', 1).set('b', 1).exec();
  await first.redis.multi().set('a', 2).set('b', 2).exec();
  await first.stop();
  const path = join(dir, 'appendonlydir', FILE);
  await truncate(path, (await readFile(path)).length - 20);

  const second = await embedded(dir);
  expect(second.log.lines).toEqual([
    ['error', expect.stringMatching(/^the append-only file of Redis was cut/)],
  ]);
  expect(await second.redis.mget('a', 'b')).toEqual(['1', '1']);
  await second.redis.set('c', 3);
  await second.redis.multi().set('d', 4).exec();
  await second.stop();

  const third = await embedded(dir);
  expect(third.log.lines).toEqual([]);
  expect(await third.redis.mget('a', 'b', 'c', 'd')).toEqual(['1', '1', '3', '4']);
  await third.stop();
});

test('startEmbedded: its file broken in the middle, Redis does not start and nothing is dropped', async () => {
  const dir = await scratch();
  const first = await embedded(dir);
  await first.redis.set('a', 1);
  await first.stop();
  const path = join(dir, 'appendonlydir', FILE);
  const broken = `${await readFile(path, 'latin1')}nonsense\r\n`;
  await writeFile(path, broken);
  await expect(embedded(dir)).rejects.toThrow(/redis-server ended at once .*Bad file format/s);
  expect(await readFile(path, 'latin1')).toBe(broken);
});

/** Writes ten bytes at a time, and notes what makes a file safe or shorter. */
async function spyOnFiles(): Promise<string[]> {
  const calls: string[] = [];
  const files = await handles();
  const { write, sync, truncate: cut } = files;
  const note = async (call: string, file: FileHandle) => {
    calls.push(`${call} ${(await file.stat()).isDirectory() ? 'a directory' : 'a file'}`);
  };
  // Its overloads are more than a spy can be told.
  Reflect.set(files, 'write', function (this: FileHandle, bytes: Buffer, at: number, length: number) {
    return Reflect.apply(write, this, [bytes, at, Math.min(10, length)]);
  });
  onTestFinished(() => void Reflect.set(files, 'write', write));
  vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
    await note('sync', this);
    await sync.call(this);
  });
  vi.spyOn(files, 'truncate').mockImplementation(async function (this: FileHandle, length) {
    await note('truncate', this);
    await cut.call(this, length);
  });
  return calls;
}

/** What all open files have in common. */
async function handles(): Promise<FileHandle> {
  const opened = await open(import.meta.filename);
  await opened.close();
  return Object.getPrototypeOf(opened);
}

function set(key: string, value: string): string {
  return `*3\r\n$3\r\nSET\r\n$${sizeOf(key)}\r\n${key}\r\n$${sizeOf(value)}\r\n${value}\r\n`;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}

async function writeManifest(dir: string, ...files: string[]): Promise<void> {
  const lines = files.map((file, i) => `file ${file} seq ${i + 1} type i\n`);
  const base = 'file appendonly.aof.1.base.rdb seq 1 type b\n';
  await writeFile(join(dir, 'appendonlydir', 'appendonly.aof.manifest'), [base, ...lines].join(''));
}

async function touch(): Promise<void> {
  // Nobody takes us for dead.
}

async function fileOf(bytes: Buffer) {
  const dir = await scratch();
  await mkdir(join(dir, 'appendonlydir'));
  const path = join(dir, 'appendonlydir', FILE);
  await writeFile(path, bytes);
  await writeManifest(dir, FILE);
  return { dir, path };
}
