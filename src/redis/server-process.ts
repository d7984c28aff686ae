import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';

export interface ServerProcess {
  readonly pid: number | undefined;
  /** How the process ended, such as `exit code 1`; undefined while it runs. */
  readonly ending: string | undefined;
  /** Resolves when the process has ended, never rejects. */
  readonly ended: Promise<void>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** All that this process wrote to its log. */
  said(): string;
}

/** How a redis-server is started. */
export interface ServerOptions {
  readonly path: string;
  readonly dir: string;
  readonly socket: string;
  readonly logFile: string;
}

/**
 * Starts redis-server as a child that outlives this process and a Ctrl-C in its terminal: Redis has to be there until
 * the server has drained, and it is stopped by SHUTDOWN.
 */
export function spawnRedisServer(options: ServerOptions): ServerProcess {
  const { path, logFile } = options;
  const output = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  // Errors in its arguments go to stderr, before Redis has opened its log.
  const child = spawn(path, serverArguments(options), {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ending ??= error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ending ??= code === null ? `signal ${signal}` : `exit code ${code}`;
      resolve();
    });
  });
  return {
    pid: child.pid,
    get ending() {
      return ending;
    },
    ended,
    kill: (signal) => void child.kill(signal),
    said: () => readFileSync(logFile).subarray(logStart).toString(),
  };
}

function serverArguments({ dir, socket, logFile }: ServerOptions): string[] {
  const config = {
    dir,
    // No TCP port: nobody but this user reaches the data, and no two servers fight for a port.
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    logfile: logFile,
    daemonize: 'no',
    // An acknowledged order survives a power cut. Group commit makes the fsync of every write affordable.
    appendonly: 'yes',
    appendfsync: 'always',
    // See cut-tail.ts.
    'aof-load-truncated': 'no',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(config).flatMap(([name, value]) => [`--${name}`, value]);
}
