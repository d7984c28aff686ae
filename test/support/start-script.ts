import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Starts a script in TypeScript that ends with the test, and lets what it has written be seen meanwhile. */
export function startScript(path: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, '..', '..', path), ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (more: string) => {
      written[stream] += more;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, written, ended };
}
