import { describe, expect, test } from 'vitest';
import { shareReads } from '../../src/trace/share-reads.js';

describe('shareReads: who asks while a read runs', () => {
  test('waits for the next one, with all who ask until then, and is told what that one finds', async () => {
    const { reads, ask } = open();
    const first = ask('a');
    const others = [ask('a'), ask('a')];
    expect(reads).toHaveLength(1);

    reads[0]?.resolve('old');
    expect(await first).toBe('old');
    await turn();
    expect(reads).toHaveLength(2);
    const late = ask('a');
    reads[1]?.resolve('new');
    expect(await Promise.all(others)).toEqual(['new', 'new']);
    await turn();
    reads[2]?.resolve('newer');
    expect(await late).toBe('newer');
    expect(reads).toHaveLength(3);
  });

  test('of something else: it is read at once', async () => {
    const { reads, ask } = open();
    const answers = [ask('a'), ask('b')];
    expect(reads.map(({ key }) => key)).toEqual(['a', 'b']);
    for (const { key, resolve } of reads) resolve(key);
    expect(await Promise.all(answers)).toEqual(['a', 'b']);
  });

  test('that fails: fails with it, and who comes later has a read of their own', async () => {
    const { reads, ask } = open();
    const answers = Promise.allSettled([ask('a'), ask('a'), ask('a')]);
    reads[0]?.reject(new Error('away'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(reads).toHaveLength(1);

    const later = ask('a');
    reads[1]?.resolve('back');
    expect(await later).toBe('back');
  });
});

test('shareReads: a read that has ended is not told again', async () => {
  const { reads, ask } = open();
  const first = ask('a');
  reads[0]?.resolve('old');
  await first;
  const second = ask('a');
  expect(reads).toHaveLength(2);
  reads[1]?.resolve('new');
  expect(await second).toBe('new');
});

interface Read {
  readonly key: string;
  readonly resolve: (found: string) => void;
  readonly reject: (error: Error) => void;
}

/** Reads that end when the test says so. */
function open() {
  const reads: Read[] = [];
  const ask = shareReads(
    (key: string) => new Promise<string>((resolve, reject) => void reads.push({ key, resolve, reject })),
  );
  return { reads, ask };
}

/** What was to follow has followed. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
