import { ownRedis } from './own.js';
import { seededRandom } from './seeded-random.js';
import { type ServerProcess, startServerProcess } from './server-process.js';
import { expectSound } from './sound.js';
import { expectShown, expectStored, usersOf } from './told-stored.js';
import { createWriteLoad, type Told, type Users } from './write-load.js';

/** A server process with users who write to it and remember what they were told. */
export interface LoadedServer {
  readonly server: ServerProcess;
  readonly told: Told;
  /** Writes until so many more writes were acknowledged, or the server is gone. */
  write(acknowledged: number, clients?: number): Promise<void>;
}

/** Two server processes on one Redis of their own, each with its own load; the last ones are gone with the test. */
export async function startTwoServers(seed: number, env: Record<string, string> = {}) {
  const redis = await ownRedis();
  const [one, other] = await Promise.all([
    startLoaded({ REDIS_URL: redis.target, ...env }, seed, 1),
    // No two writes have the same price, whatever server they go to.
    startLoaded({ REDIS_URL: redis.target, ...env }, seed + 1, 1_000_001),
  ]);
  const all = [one, other];
  return {
    ...{ redis, one, other },
    /** Both modules are through, the auditor finds nothing, and what was acknowledged is there and shown. */
    async expectNothingLost(survivor: LoadedServer) {
      await expectSound(redis);
      for (const { told } of all) {
        await expectStored(redis.connect(), told);
        await expectShown(survivor.server.anonymous, told);
      }
    },
  };
}

async function startLoaded(
  env: Record<string, string>,
  seed: number,
  firstPrice: number,
): Promise<LoadedServer> {
  const server = await startServerProcess(env);
  const users: Users = await usersOf(server);
  const load = createWriteLoad(seededRandom(seed), { firstPrice });
  return {
    ...{ server, told: load.told },
    write: (acknowledged, clients = 20) =>
      load.run(users, {
        clients,
        onAcknowledged(count) {
          if (count >= acknowledged) throw new Error('enough was written');
        },
      }),
  };
}
