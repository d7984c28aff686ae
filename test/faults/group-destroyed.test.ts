import { test } from 'vitest';
import { expectNothingLost, openFaultWorld } from '../support/fault-world.js';
import { waitFor } from '../support/wait-for.js';

const groups = [
  ['{0}:tickets', 'orders'],
  ['{0}:orders', 'tickets'],
] as const;

test('consumer groups destroyed again and again under load: nothing is lost and nothing is applied twice', async () => {
  const { redis, server, load } = await openFaultWorld();
  const operator = redis.connect();
  for (let round = 0; round < 3; round += 1) {
    for (const [stream, group] of groups) await operator.xgroup('DESTROY', stream, group);
    await load.acknowledged(50);
  }
  await waitFor(async () => (await server.anonymous.get('/readyz')).status === 200, { what: 'readiness' });
  await load.stop();
  await expectNothingLost({ redis, load });
});
