import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { clientsOf, type TestServer, testEnvironment } from './holdfast.js';
import { waitFor } from './wait-for.js';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedServer {
  readonly pid: number;
  /** What it has written until now. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the process is gone and all that it wrote has been read. */
  readonly exited: Promise<Exit>;
  /** Sends the signal and resolves with how the process ended. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

export interface ServerProcess extends Omit<TestServer, 'stop'> {
  readonly process: SpawnedServer;
}

/**
 * Starts the built server as a process of its own, on any free port; resolves when it has printed its start-up block.
 * It is gone when the test has finished, and also when the process that runs the tests is killed.
 *
 * @param env the environment beyond `testEnvironment`; an empty value unsets
 */
export function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const server = spawnServer(env);
  onTestFinished(() => server.end('SIGKILL').then(() => undefined));
  return started(server);
}

/** The same outside of a test: whoever calls this ends it. One that does not start in time is ended. */
export async function launchServerProcess(
  env: Record<string, string>,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<ServerProcess> {
  const server = spawnServer(env);
  try {
    return await started(server, timeoutMs);
  } catch (error) {
    await server.end('SIGKILL');
    throw error;
  }
}

/** A server that waits for a busy disk takes long, and is no failure. */
const START_MS = 20_000;

async function started(server: SpawnedServer, timeoutMs = START_MS): Promise<ServerProcess> {
  const url = await Promise.race([
    waitFor(() => /^Holdfast is at (\S+)\n( {2}.*\n)+/.exec(server.stdout)?.[1], {
      what: 'the start-up block',
      timeoutMs,
    }),
    server.exited.then((exit) => {
      throw new Error(`the server did not start: ${JSON.stringify(exit)} ${server.stderr}`);
    }),
  ]);
  return { url, ...clientsOf(url), process: server };
}

/** Starts the built server where it may also refuse to start; whoever calls this ends it. */
export function spawnServer(env: Record<string, string>): SpawnedServer {
  const script = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [script, 'serve'], {
    env: { PATH: process.env.PATH, ...testEnvironment, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      written[stream] += text;
    });
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    exited,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/**
 * A shell whose stdin is a pipe from this process: the kernel closes it however this process ends, and then the shell
 * kills the server. One that has ended by itself is left alone, as its pid may be somebody else's by then.
 */
function guard(child: ChildProcess): void {
  const keeper = spawn('sh', ['-c', 'read -r ended || kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.once('exit', () => keeper.stdin.end('ended\n'));
}
