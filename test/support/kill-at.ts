import type { Redis } from 'ioredis';
import { callsOf } from './commandstats.js';
import { meet } from './intercept.js';
import type { Proxy as TestProxy } from './proxy.js';
import type { ServerProcess } from './server-process.js';
import { waitFor } from './wait-for.js';

export interface KillAt {
  /** What the server sends when it is killed: an EXEC. */
  readonly kind: RegExp;
  readonly server: ServerProcess;
  /** What the server has between itself and Redis. */
  readonly proxy: TestProxy;
}

/** Kills the server before Redis gets the EXEC; resolves when it is gone. */
export function killBefore({ kind, server, proxy }: KillAt): Promise<void> {
  return new Promise((resolve) => {
    meet(proxy, kind, async () => {
      await server.process.end('SIGKILL');
      resolve();
      return 'cut-before';
    });
  });
}

/**
 * Kills the server when Redis has executed the EXEC and the reply is on its way; resolves when it is gone.
 *
 * @param redis a connection that does not pass the proxy
 */
export function killAfter({ kind, server, proxy }: KillAt, redis: Redis): Promise<void> {
  return new Promise((resolve, reject) => {
    meet(proxy, kind, async () => {
      proxy.pauseReplies();
      const before = await callsOf(redis, 'exec');
      const kill = async () => {
        await waitFor(async () => (await callsOf(redis, 'exec')) > before, { what: 'Redis to execute it' });
        await server.process.end('SIGKILL');
        proxy.heal();
      };
      kill().then(resolve, reject);
      return undefined;
    });
  });
}
