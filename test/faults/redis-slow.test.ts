import { expect, test } from 'vitest';
import { openFaultWorld, type RedisFault, statusesOf, withstand } from '../support/fault-world.js';

const faults: [string, RedisFault][] = [
  ['200 ms slower', { begin: ({ proxy }) => proxy.delay(200), end: ({ proxy }) => proxy.heal() }],
  ['whose bytes trickle', { begin: ({ proxy }) => proxy.trickle(100), end: ({ proxy }) => proxy.heal() }],
];

test.each(faults)('Redis %s, under load: reads and writes succeed all the same', async (_, fault) => {
  const answers = await withstand(await openFaultWorld(), fault);
  expect(statusesOf(answers, 'reads')).toEqual([200]);
  const writes = statusesOf(answers, 'writes');
  expect(writes).toEqual(expect.arrayContaining([200, 201]));
  expect(writes).not.toContain(503);
});
