import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';

export interface ServerProcess {
  readonly pid: number | undefined;
  /** How the process ended, such as `exit code 1`; undefined while it runs. */
  readonly ending: string | undefined;
  /** Resolves when the process has ended, never rejects. */
  readonly ended: Promise<void>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** The last lines that this process wrote to its log. */
  lastWords(): string;
}

/**
 * Starts redis-server as a child that outlives this process and a Ctrl-C in its terminal: Redis has to be there until
 * the server has drained, and it is stopped by SHUTDOWN.
 */
export function spawnRedisServer({
  path,
  dir,
  socket,
  logFile,
}: {
  path: string;
  dir: string;
  socket: string;
  logFile: string;
}): ServerProcess {
  const output = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  // Errors in its arguments go to stderr, before Redis has opened its log.
  const child = spawn(path, serverArguments({ dir, socket, logFile }), {
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
    lastWords: () =>
      readFileSync(logFile).subarray(logStart).toString().trim().split('\n').slice(-5).join('\n'),
  };
}

function serverArguments({
  dir,
  socket,
  logFile,
}: {
  dir: string;
  socket: string;
  logFile: string;
}): string[] {
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
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(config).flatMap(([name, value]) => [`--${name}`, value]);
}
