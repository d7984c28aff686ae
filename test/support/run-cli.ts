import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built `holdfast` with these arguments, and with this environment and nothing else of ours. */
export function startCli(env: Record<string, string>, ...args: string[]): RunningCommand {
  const script = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ended = Promise.all([text(child.stdout), text(child.stderr), exited]).then(
    ([stdout, stderr, code]) => ({ code, stdout, stderr }),
  );
  return { process: child, ended };
}

/** Runs the built `holdfast`. */
export function runCli(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return startCli(env, ...args).ended;
}
