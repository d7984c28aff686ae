import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { checkConsistency } from '../support/consistency.js';
import { pidOf, reconnected, scratch } from '../support/embedded.js';
import { seededRandom } from '../support/seeded-random.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { expectShown, expectStored, usersOf } from '../support/told-stored.js';
import { waitFor } from '../support/wait-for.js';
import { createWriteLoad } from '../support/write-load.js';

test('kill -9 of server and Redis in 1,000 writes, while PARTITIONS is raised: what was acknowledged is there, once', {
  timeout: 60_000,
}, async () => {
  const DATA_DIR = await scratch();
  const target = `unix://${join(DATA_DIR, 'redis.sock')}`;
  const random = seededRandom(20);
  const load = createWriteLoad(random);

  for (const partitions of [1, 4, 4]) {
    const server = await startServerProcess({ DATA_DIR, PARTITIONS: String(partitions) });
    const redisPid = await pidOf(await reconnected(target));
    await expectStored(await reconnected(target), load.told);
    const moment = Math.floor(300 + random() * 100);
    let killed: Promise<unknown> | undefined;
    await load.run(await usersOf(server), {
      clients: 50,
      onAcknowledged: (count) => {
        if (count >= moment) killed ??= killBoth(server, redisPid, random);
      },
    });
    await killed;
  }

  const { anonymous } = await startServerProcess({ DATA_DIR, PARTITIONS: '4' });
  await expectStored(await reconnected(target), load.told);
  const redis = await reconnected(target);
  await waitFor(async () => (await checkConsistency(redis, 4)).length === 0, {
    ...{ what: 'both modules to agree', timeoutMs: 20_000 },
  }).catch(async () => expect(await checkConsistency(redis, 4)).toEqual([]));
  await expectStored(await reconnected(target), load.told);
  await expectShown(anonymous, load.told);
  expect((await audit(target, 4)).violations).toEqual([]);
});

/** In either order, and so close together that the one can hardly notice what happened to the other. */
async function killBoth(server: ServerProcess, redisPid: number, random: () => number): Promise<void> {
  const victims = [() => void server.process.end('SIGKILL'), () => process.kill(redisPid, 'SIGKILL')];
  if (random() < 0.5) victims.reverse();
  for (const kill of victims) {
    kill();
    for (let turns = random() * 20; turns > 0; turns -= 1) await setImmediate();
  }
  await server.process.exited;
}
