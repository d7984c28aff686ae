import { expect, test } from 'vitest';
import type { TimedAnswer } from '../support/fault-load.js';
import { openFaultWorld, type RedisFault, statusesOf, withstand } from '../support/fault-world.js';

const faults: [string, RedisFault][] = [
  ['200 ms slower', { begin: ({ proxy }) => proxy.delay(200), end: ({ proxy }) => proxy.heal() }],
  ['whose bytes trickle', { begin: ({ proxy }) => proxy.trickle(100), end: ({ proxy }) => proxy.heal() }],
];

test.each(faults)('Redis %s, under load: reads and writes succeed all the same', async (_, fault) => {
  const answers = await withstand(await openFaultWorld(), fault);
  expect(statusesOf(answers, 'reads')).toEqual([200]);
  expect(statusesOf(answers, 'writes')).toEqual(expect.arrayContaining([200, 201]));
  expect(answers.filter(isGivenUp)).toEqual([]);
});

/** What a busy machine may take from the time that a write has. */
const SLACK_MS = 100;

/** A write that was given up although the server had its processor. */
function isGivenUp({ answer, from, to, elapsedMs }: TimedAnswer): boolean {
  return answer.status === 503 && to - from - elapsedMs < SLACK_MS;
}
