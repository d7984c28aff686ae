import { join } from 'node:path';
import { test } from 'vitest';
import { pidOf, reconnected, scratch } from '../support/embedded.js';
import { startFaultLoad } from '../support/fault-load.js';
import { expectNothingLost, expectRecovery, openFaultWorld } from '../support/fault-world.js';
import { startServerProcess } from '../support/server-process.js';

test('Redis restarted three times under load: each answer in time, and back within 5 s with all that it had', async () => {
  const { redis, server, load } = await openFaultWorld();
  for (let restart = 0; restart < 3; restart += 1) {
    await redis.restart();
    await expectRecovery(server);
    await load.acknowledged(20);
  }
  await load.stop();
  await expectNothingLost({ redis, load });
});

test('the server’s own Redis killed under load: started again and back within 5 s with all that it had', async () => {
  const DATA_DIR = await scratch();
  const server = await startServerProcess({ DATA_DIR });
  const load = await startFaultLoad(server);
  await load.acknowledged(50);
  const target = `unix://${join(DATA_DIR, 'redis.sock')}`;
  process.kill(await pidOf(await reconnected(target)), 'SIGKILL');

  const redis = await reconnected(target);
  await expectRecovery(server);
  await load.acknowledged(50);
  await load.stop();
  await expectNothingLost({ redis: { target, connect: () => redis }, load });
});
