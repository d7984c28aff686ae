import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FAULT_TABLE } from '../faults/table.js';
import { waitFor } from '../support/wait-for.js';

test('test:faults, interrupted: prints the tally of what was complete, and exits with 1', async () => {
  const running = start('--runs', '3');
  await waitFor(() => running.stdout.includes('3 runs'), { what: 'the first line' });
  running.kill('SIGINT');
  expect(await running.exited).toBe(1);
  for (const row of Object.keys(FAULT_TABLE)) expect(running.stdout).toContain(row);
  expect(running.stdout).toMatch(/\n0 runs, of 3 that were to be, 0 s\n$/);
});

test('test:faults --help: says what it does, and exits with 0', async () => {
  const asked = start('--help');
  expect(await asked.exited).toBe(0);
  expect(asked.stdout).toContain('--runs N');
});

test('test:faults, an argument that it does not know: a sentence on stderr, and it exits with 1', async () => {
  const wrong = start('--seed', '1');
  expect(await wrong.exited).toBe(1);
  expect(wrong.stderr).toContain('--help says what it takes');
  expect(wrong.stdout).toBe('');
});

function start(...args: string[]) {
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'faults', 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text) => {
      written[stream] += text;
    });
  return {
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    exited: once(child, 'close').then(([code]) => code),
  };
}
