import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newDeadLetters } from '../../src/bus/new-dead-letters.js';
import { useRedis } from '../support/redis.js';

const server = useRedis();

test('newDeadLetters: entries given up since, more than are read at a time: each is found, with its reason', async () => {
  const { letters, bury } = open();
  await bury(0, '1-1');
  const { among } = await letters();
  for (let i = 0; i < 250; i += 1) await bury(0, `2-${i}`);
  await bury(1, '2-7');

  expect(await among([entry(0, '2-0'), entry(0, '2-249'), entry(1, '2-7'), entry(1, '2-8')])).toEqual(
    new Map(['{0} 2-0', '{0} 2-249', '{1} 2-7'].map((id) => [id, `${id} failed`])),
  );
});

test('newDeadLetters: those that were there before, are none of them', async () => {
  const { letters, bury } = open();
  await bury(0, '1-1');
  const { among } = await letters();

  expect(await among([entry(0, '1-1')])).toEqual(new Map());
});

test('newDeadLetters: one that is damaged, hides no other', async () => {
  const { letters, bury, redis, key } = open();
  const { among } = await letters();
  await bury(0, '1-1');
  await redis.xadd(key(0), '*', 'not', 'a dead letter');

  expect(await among([entry(0, '1-1')])).toEqual(new Map([['{0} 1-1', '{0} 1-1 failed']]));
});

test('newDeadLetters: no entries, or no dead letters: none', async () => {
  const { letters } = open();
  const { among } = await letters();

  expect(await among([])).toEqual(new Map());
  expect(await among([entry(0, '1-1')])).toEqual(new Map());
});

/** The dead letters of a group of the test's own. */
function open() {
  const redis = server.connect();
  const group = `group-${randomUUID()}`;
  const key = (partition: number) => `{${partition}}:dead:${group}`;
  return {
    ...{ redis, key },
    letters: () => newDeadLetters(redis, { group }, 2),
    bury: (partition: number, entryId: string) =>
      redis.xadd(
        ...[key(partition), '*', 'entryId', entryId, 'error', `{${partition}} ${entryId} failed`],
        ...['attempts', '1', 'failedAt', new Date(0).toISOString(), 'fields', '[]'],
      ),
  };
}

function entry(partition: number, entryId: string) {
  return { id: `{${partition}} ${entryId}`, partition, entryId };
}
