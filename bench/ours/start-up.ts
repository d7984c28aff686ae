import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import { call } from '../load/call.js';
import type { Metrics } from '../row.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** How long a server may take to answer, in milliseconds: its first start may have to build. */
const PATIENCE_MS = 60_000;

/** `npm start` for the second time in a directory: everything is installed and built, and there is data. */
export async function startTwice(): Promise<Metrics> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-bench-'));
  try {
    const port = await freePort();
    await startOnce(dir, port);
    return { seconds: await startOnce(dir, port) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** @returns the seconds from the command to the first answer */
async function startOnce(dir: string, port: number): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: '', REDIS_URL: '', DATA_DIR: dir, PORT: String(port), HOST: '' },
    stdio: 'ignore',
    // A group of its own, so that the guard reaches what npm has started.
    detached: true,
  });
  guard(child, dir);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await answered(port, child);
    return (performance.now() - startedAt) / 1000;
  } finally {
    // npm hands it on to the server, which ends its Redis.
    child.kill('SIGTERM');
    await exited;
  }
}

async function answered(port: number, child: ChildProcess): Promise<void> {
  const agent = new Agent();
  const endsAt = performance.now() + PATIENCE_MS;
  while (performance.now() < endsAt && child.exitCode === null) {
    const status = await call(agent, `http://127.0.0.1:${port}`, {
      method: 'GET',
      path: '/api/tickets',
    }).catch(() => 0);
    if (status === 200) return;
    await delay(5);
  }
  throw new Error('npm start does not answer');
}

/** Sees to it that server, Redis and data are gone also when this process is killed. */
function guard(child: ChildProcess, dir: string): void {
  const keeper = spawn(process.execPath, [KEEPER, String(child.pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.once('exit', () => keeper.stdin.end('ended'));
}

const KEEPER = join(ROOT, 'bench', 'process', 'keeper.mjs');
