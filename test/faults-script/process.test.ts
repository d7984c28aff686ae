import { expect, test } from 'vitest';
import { FAULT_TABLE } from '../faults/table.js';
import { startScript } from '../support/start-script.js';
import { waitFor } from '../support/wait-for.js';

const start = (...args: string[]) => startScript('scripts/faults/main.ts', ...args);

test('test:faults, interrupted: prints the tally of what was complete, and exits with 1', async () => {
  const running = start('--runs', '3');
  await waitFor(() => running.written.stdout.includes('3 runs'), { what: 'the first line' });
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(1);
  for (const row of Object.keys(FAULT_TABLE)) expect(running.written.stdout).toContain(row);
  expect(running.written.stdout).toMatch(/\n0 runs, of 3 that were to be, 0 s\n$/);
});

test('test:faults --help: says what it does, and exits with 0', async () => {
  const asked = start('--help');
  expect(await asked.ended).toBe(0);
  expect(asked.written.stdout).toContain('--runs <N>');
});

test('test:faults, an argument that it does not know: a sentence on stderr, and it exits with 1', async () => {
  const wrong = start('--seed', '1');
  expect(await wrong.ended).toBe(1);
  expect(wrong.written.stderr).toContain('--help says what it takes');
  expect(wrong.written.stdout).toBe('');
});
