import { expect, test } from 'vitest';
import { runBench } from './run-bench.js';

test('bench --help: says what it does, and exits with 0', async () => {
  const { code, stdout } = await runBench('--help');

  expect(code).toBe(0);
  expect(stdout).toContain('--only <text>');
});

test('bench, an argument that it does not know: a sentence on stderr, and it exits with 2', async () => {
  const { code, stdout, stderr } = await runBench('--fast');

  expect(code).toBe(2);
  expect(stderr).toContain('--help says what it takes');
  expect(stdout).toBe('');
});

test('bench --only with a text that no row has: names the rows, and exits with 2', async () => {
  const { code, stderr } = await runBench('--only', 'nowhere');

  expect(code).toBe(2);
  expect(stderr).toContain('commits-off');
});
