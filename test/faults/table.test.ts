import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULT_TABLE } from './table.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The rows that were asked for; a row that nobody tests must not get lost with its line of the table. */
const ROWS = [
  'kill -9 of the server before EXEC',
  'kill -9 of the server after EXEC and before the reply',
  'kill -9 of the server after read and before commit',
  'kill -9 of one of two servers',
  'SIGSTOP 30 s of one of two servers',
  'kill -9 of Redis under load',
  'SIGSTOP of Redis 10 s',
  'cut between WATCH and EXEC',
  'lost reply',
  'black hole',
  'trickle',
  'OOM',
  'READONLY',
  'NOGROUP',
  'FLUSHALL',
  'AOF with a cut tail',
  'clock of one server ±1 h',
  'undecodable entry',
  'entry of unknown type',
  'entry of an older schema',
  'poison entry among good ones',
  'duplicate, reordered, missing entries',
  '200 pending entries at takeover',
  'a reaction slower than the claim time',
  'pay, cancel and expire in the same millisecond',
  'SIGTERM under load',
  'the fence, at every point of the transaction',
  'faults at random, and every answer checked',
];

test('fault table: every row is there, with a test at least', () => {
  expect(Object.keys(FAULT_TABLE)).toEqual(ROWS);
  const bare = Object.entries(FAULT_TABLE).filter(([, tests]) => tests.length === 0);
  expect(bare).toEqual([]);
});

test.each(Object.entries(FAULT_TABLE))(
  'fault table, %s: each test that it names is in its file',
  async (_, tests) => {
    for (const { file, name } of tests) {
      const text = await readFile(join(ROOT, file), 'utf8');
      const quoted = ["'", '"', '`'].filter((quote) => text.includes(`${quote}${name}${quote}`));
      expect(quoted, `${file}: ${name}`).not.toEqual([]);
    }
  },
);

test('fault table: every file of test/faults stands in a row', async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
  const named = new Set(Object.values(FAULT_TABLE).flatMap((tests) => tests.map(({ file }) => file)));
  const missing = files.map((name) => `test/faults/${name}`).filter((file) => !named.has(file));
  expect(missing).toEqual(['test/faults/table.test.ts']);
});
