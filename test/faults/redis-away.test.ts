import { expect, test } from 'vitest';
import { openFaultWorld, statusesOf, withstand } from '../support/fault-world.js';

test('Redis killed under load and started again: 503 in time, and back within 5 s with all that it had', async () => {
  const world = await openFaultWorld();
  const answers = await withstand(world, {
    begin: ({ redis }) => redis.kill('SIGKILL'),
    end: ({ redis }) => redis.restart(),
    says: /^redis: Redis does not answer: no connection to it can be made\. Look whether it runs/,
  });
  expect(statusesOf(answers, 'reads')).toEqual([503]);
  expect(statusesOf(answers, 'writes')).toEqual([503]);
});
