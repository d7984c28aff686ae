import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { findRedisServer } from '../../src/redis/find-server.js';
import { parseTarget, type RedisTarget } from '../../src/redis/target.js';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

export interface RedisServerOptions {
  /** `appendonly yes`; without it a restart forgets everything. Default: false. */
  appendonly?: boolean;
  /** More of redis-server's arguments, such as `['--maxmemory-policy', 'allkeys-lru']`. */
  args?: string[];
  /** Listens on a TCP port of 127.0.0.1 too, which then is the target. Default: false. */
  tcp?: boolean;
}

export interface RedisServer {
  readonly target: RedisTarget;
  readonly dir: string;
  /** Of the redis-server itself; another one after `restart`. */
  readonly pid: number;
  readonly port: number | undefined;
  /** An ordinary ioredis client, closed by `stop`. */
  connect(): Redis;
  /** Sends the signal; after one that ends the server, resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts the server again on the same directory and address, after stopping it where it still runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A redis-server of the caller's own, on a unix socket in a temporary directory. Both are gone after `stop`, and also
 * when the process that runs the tests is killed.
 */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'hf-'));
  const port = options.tcp === true ? await freePort() : undefined;
  const keeper = await startKeeper(dir, serverArguments(dir, port, options));
  const target = port === undefined ? `unix://${join(dir, 'r.sock')}` : `redis://127.0.0.1:${port}`;
  const clients: Redis[] = [];
  let pid = 0;

  const launch = async () => {
    pid = Number(await keeper.ask('start'));
    await untilReady(dir);
  };

  const kill = async (signal: NodeJS.Signals) => {
    process.kill(pid, signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await keeper.ask('wait');
  };

  const stop = async () => {
    for (const client of clients) client.disconnect();
    await keeper.end();
  };

  try {
    await launch();
  } catch (error) {
    await stop();
    if (port !== undefined && String(error).includes('already in use')) return startRedis(options);
    throw error;
  }

  return {
    target,
    dir,
    port,
    get pid() {
      return pid;
    },
    connect() {
      const client = new Redis({ ...parseTarget(target), protocol: 2 });
      client.on('error', () => {
        // Tests take Redis away on purpose; the commands reject by themselves.
      });
      clients.push(client);
      return client;
    },
    kill,
    async restart() {
      await keeper.ask('term');
      await launch();
    },
    stop,
  };
}

/**
 * A redis-server for the tests of a file, started before the first and stopped after the last.
 *
 * @example
 * const redis = useRedis();
 * test('…', async () => { await redis.connect().set('a', '1'); });
 */
export function useRedis(options: RedisServerOptions = {}): Omit<RedisServer, 'stop'> {
  let running: RedisServer | undefined;
  const server = () => {
    if (running === undefined) throw new Error('useRedis: its server runs only while tests run');
    return running;
  };
  beforeAll(async () => {
    running = await startRedis(options);
  });
  afterAll(() => running?.stop());
  return {
    get target() {
      return server().target;
    },
    get dir() {
      return server().dir;
    },
    get pid() {
      return server().pid;
    },
    get port() {
      return server().port;
    },
    connect: () => server().connect(),
    kill: (signal) => server().kill(signal),
    restart: () => server().restart(),
  };
}

function serverArguments(dir: string, port: number | undefined, options: RedisServerOptions): string[] {
  return [
    ...['--dir', dir, '--unixsocket', join(dir, 'r.sock'), '--logfile', join(dir, 'log')],
    ...['--port', String(port ?? 0), '--bind', '127.0.0.1', '--save', '', '--daemonize', 'no'],
    ...['--appendonly', options.appendonly === true ? 'yes' : 'no'],
    ...(options.args ?? []),
  ];
}

/**
 * The shell that owns the redis-server. Its stdin is a pipe from this process: the kernel closes it however this
 * process ends, and then the shell kills the server and removes the directory.
 */
const keeperScript = `
dir=$1; shift; pid=
while read -r request; do
  case $request in
    start) "$@" >>"$dir/out" 2>&1 & pid=$!; echo "$pid" ;;
    term) kill -TERM "$pid" 2>/dev/null; kill -CONT "$pid" 2>/dev/null; wait "$pid"; echo gone ;;
    wait) wait "$pid"; echo gone ;;
  esac
done
kill -9 "$pid" 2>/dev/null
wait "$pid"
rm -rf "$dir"
`;

async function startKeeper(dir: string, args: string[]) {
  const server = await findRedisServer();
  if (server === undefined) throw new Error('no redis-server or valkey-server 7.0 or newer on the PATH');
  // Detached: a Ctrl-C in the terminal must reach the tests, not the shell that cleans up after them.
  const shell = spawn('sh', ['-c', keeperScript, 'sh', dir, server.path, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  const answers = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request: 'start' | 'term' | 'wait'): Promise<string> {
      shell.stdin.write(`${request}\n`);
      const { value } = await answers.next();
      if (value === undefined) throw new Error(`the keeper of redis-server ended before its ${request}`);
      return value;
    },
    async end(): Promise<void> {
      shell.stdin.end();
      await ended;
    },
  };
}

async function untilReady(dir: string): Promise<void> {
  const refusal = await waitFor(
    async () => {
      if (await answersPing(join(dir, 'r.sock'))) return 'none';
      // Whatever redis-server does not like about its arguments or its port it says here before it exits.
      const said = await readFile(join(dir, 'log'), 'utf8').catch(() => readFile(join(dir, 'out'), 'utf8'));
      return /fatal|aborting|already in use|unexpected end of file/i.test(said) && said;
    },
    { what: `redis-server in ${dir} to answer` },
  );
  if (refusal !== 'none') throw new Error(`redis-server did not start: ${refusal}`);
}

function answersPing(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => socket.write('PING\r\n'));
    socket.setTimeout(500, () => socket.destroy());
    socket.once('data', (reply) => {
      // NOAUTH: a server with a password answers so once it is up.
      resolve(/^(\+PONG|-NOAUTH)/.test(reply.toString()));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
