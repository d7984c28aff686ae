import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it has written until now. */
  readonly written: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Ended>;
  /** Ends it and all that it has started, at once. */
  kill(): void;
}

export type Line = readonly [program: string, ...args: string[]];

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly cwd?: string;
}

/** A program took longer than it may. */
export class TimedOut extends Error {}

/**
 * In namespaces of its own (unshare of util-linux) a program leaves neither a process nor a mount behind, however it
 * ends: the kernel ends all when the first of its processes is gone, and that one when this process is (setpriv).
 */
const CONTAINED = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'],
] as const;

/** Starts a program, which ends at the latest with this process. */
export function startProgram(line: Line, { cwd }: { readonly cwd?: string } = {}): Running {
  const [program, ...args] = [...CONTAINED, ...line] satisfies Line;
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      written[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...written }));
  });
  return { child, written, ended, kill: () => void child.kill('SIGKILL') };
}

/**
 * Runs a program to its end.
 *
 * @throws TimedOut, after it has been ended
 * @throws the signal's reason when that is aborted, after it has been ended
 */
export async function runProgram(line: Line, { signal, timeoutMs, cwd }: RunOptions): Promise<Ended> {
  signal.throwIfAborted();
  const running = startProgram(line, { ...(cwd !== undefined && { cwd }) });
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  either.addEventListener('abort', running.kill);
  const ended = await running.ended.finally(() => either.removeEventListener('abort', running.kill));
  signal.throwIfAborted();
  if (limit.aborted) throw new TimedOut(`${line.join(' ')} took longer than ${timeoutMs / 1000} s.`);
  return ended;
}

/**
 * What a program writes to stdout.
 *
 * @throws Error with the end of what it has written, when it ends with another status than 0
 */
export async function outputOf(line: Line, options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await runProgram(line, options);
  if (code !== 0) {
    throw new Error(`${lastLines(stdout + stderr)}\n${line.join(' ')} has ended with status ${code}.`);
  }
  return stdout;
}

const SHOWN_LINES = 30;

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
