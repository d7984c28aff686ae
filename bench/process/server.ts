import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * The built server as `npm start` runs it, in development mode: no rate limit, warnings only in the log. Its tokens are
 * checked as those of production mode are.
 */
export function startHoldfast(redis: string): Promise<Server> {
  const script = join(ROOT, 'dist', 'cli', 'main.js');
  return start([script, 'serve'], { REDIS_URL: redis, PORT: '0', HOST: '127.0.0.1' });
}

/** Routes of Hono that do nothing but answer. */
export function startBareHono(): Promise<Server> {
  return start(['--import', 'tsx', join(ROOT, 'bench', 'peers', 'bare-hono.ts')], {});
}

/** Routes that write what the product writes, and check nothing. */
export function startBareStore(redis: string): Promise<Server> {
  return start(['--import', 'tsx', join(ROOT, 'bench', 'peers', 'bare-store.ts')], { REDIS_URL: redis });
}

/** Does something with a server, and ends it whatever happens. */
export async function withServer<T>(
  starting: Promise<Server>,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const server = await starting;
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** How long a server may take to say where it is, and to end, in milliseconds. */
const PATIENCE_MS = 20_000;

async function start(args: readonly string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([exited, delay(PATIENCE_MS, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await exited;
  };
  try {
    return { url: await urlOf(child), pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Every server of ours says in its first line where it is. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the server did not start. ${said}`)), PATIENCE_MS);
    const hear = (text: string) => {
      said += text;
      const url = / is at (http:\S+)\n/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}. ${said}`)));
  });
}

/**
 * A shell whose stdin is a pipe from this process: the kernel closes it however this process ends, and then the shell
 * kills the server. One that has ended by itself is left alone, as its pid may be somebody else's by then.
 */
export function guard(child: ChildProcess): void {
  const keeper = spawn('sh', ['-c', 'read -r ended || kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.once('exit', () => keeper.stdin.end('ended\n'));
}
