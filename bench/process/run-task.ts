import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Metrics } from '../row.js';
import type { Answer, Task } from './messages.js';

const WORKER = join(import.meta.dirname, 'worker.ts');

/**
 * Runs a measurement in a process of its own.
 *
 * @throws Error when it fails, takes too long or is aborted; the process has ended then
 */
export async function runTask(
  task: Task,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Metrics> {
  signal.throwIfAborted();
  // A group of its own: a Ctrl-C in the terminal must reach this process alone, which then ends the others in turn.
  const child = fork(WORKER, {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  let answer: Answer | undefined;
  child.once('message', (message: Answer) => {
    answer = message;
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const abort = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  child.send(task);
  const code = await exited;
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if (answer && 'metrics' in answer) return answer.metrics;
  const reason = answer?.error ?? `its process ended with code ${code}. ${said}`;
  throw new Error(late ? `it took longer than ${timeoutMs / 1000} s` : reason);
}
