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

/** Runs the built `holdfast rebuild`. */
export function runRebuild(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return runCli(env, 'rebuild', ...args);
}

/** Runs the built `holdfast verify`. */
export function runVerify(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return runCli(env, 'verify', ...args);
}

export interface MeasuredEnd extends Omit<Ended, 'stderr'> {
  /** The most memory that it had, in KiB. */
  readonly maxRssKib: number;
  /** Of a processor. Time on the clock would tell how busy the machine is. */
  readonly cpuMs: number;
}

/** Runs a command of the built `holdfast`, and measures what it takes of the machine. */
export async function runMeasured(env: Record<string, string>, ...args: string[]): Promise<MeasuredEnd> {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(SAYS_USAGE)}`;
  const { code, stdout, stderr } = await startCli({ ...env, NODE_OPTIONS }, ...args).ended;
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(stderr.split('\n').at(-1) ?? '');
  return { code, stdout, maxRssKib: maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
}

const SAYS_USAGE = `
process.once('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage())))`;
