import { expect, test } from 'vitest';
import { callsDuring } from '../support/commandstats.js';
import { remove } from '../support/gaps.js';
import { millisecondsNow, openSubject } from '../support/subject.js';

test('a subject with 100 changes, all of them applied: a look for each, and nothing else that is asked for each', async () => {
  const { redis, copy, readAll, read } = await openStory();
  await redis.xack('{0}:tickets', 'orders', ...(await readAll()));
  await redis.hset(copy, 'version', 99);
  expect(await callsDuring(redis, read)).toEqual({
    // Where both modules stand, before and after.
    hmget: 4,
    // What was kept of each of the two streams, and their oldest entries.
    ...{ zrange: 4, xrange: 2 + 100 },
    'xinfo|groups': 1,
  });
});

test('a subject with 100 changes, all of them pending: one question more', async () => {
  const { redis, readAll, read } = await openStory();
  await readAll();
  const calls = await callsDuring(redis, read);
  expect(calls).toEqual({ hmget: 4, zrange: 4, xrange: 2 + 100, 'xinfo|groups': 1, xpending: 1 });
});

test('a subject that nobody has: where it stands is asked for, and nothing else', async () => {
  const { redis, read } = await openSubject();
  const nobody = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';
  expect(await callsDuring(redis, () => read(nobody))).toEqual({ hmget: 2 });
});

test('pending entries with others between them: what they leave no room for is asked for, and told', async () => {
  const { redis, edit, addOthers, readAll, states, read } = await openSubject();
  await addOthers(3);
  await edit(1);
  await edit(2);
  const last = (await readAll()).at(-1) ?? '';
  const pending = ['ticket:created 0: pending', 'ticket:updated 1: pending'];
  expect(await states()).toEqual([...pending, 'ticket:updated 2: pending']);
  expect(await callsDuring(redis, read)).toMatchObject({ xpending: 1 + 2 });
  await redis.xack('{0}:tickets', 'orders', last);
  expect(await states()).toEqual([...pending, 'ticket:updated 2: dead']);
});

test('an entry behind others that were written since its transaction began: found behind 68, not behind 1000', async () => {
  const { edit, addOthers, keepAs, names, line } = await openSubject();
  await addOthers(70);
  await edit(1);
  await keepAs(1, 0, 0);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1']);

  await addOthers(1000);
  await edit(2);
  // The change before it is not looked for among what is younger than this by more than the slack of a clock.
  await keepAs(2, 0, 71);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1']);
  expect((await line())?.lost).toEqual([2]);
});

test('an entry that is gone: it is not looked for among those that are younger than the next one', async () => {
  const { redis, id, edit, addOthers, keepAs, read } = await openSubject();
  for (const price of [1, 2]) await edit(price);
  await addOthers(70);
  await remove(redis, id, [1]);
  await keepAs(2, -4000, 0);
  await keepAs(1, -5000, 0);
  expect(await callsDuring(redis, read)).toMatchObject({ xrange: 2 + 3 });
});

test('entries that were cut longer ago than one can be late: they are not looked for', async () => {
  const { redis, edit, keepAs, names, read } = await openSubject();
  for (const price of [1, 2]) await edit(price);
  await redis.xtrim('{0}:tickets', 'MAXLEN', 1);
  await keepAs(0, -62_000);
  await keepAs(1, -58_000);
  expect(await names()).toEqual(['ticket:updated 2']);
  expect(await callsDuring(redis, read)).toMatchObject({ xrange: 2 + 2 });
});

test('a snapshot: it is kept by the time at which its transaction began', async () => {
  const { redis, id, tell } = await openSubject();
  await tell();
  const [member = '', score] = await redis.zrange(`{0}:tickets:outside:${id}`, 0, '-1', 'WITHSCORES');
  expect(member.split(':')).toEqual([score, '0', 'ticket', 'snapshot']);
});

/** A ticket with 100 changes, no two of them in the same millisecond: each is found with the first look. */
async function openStory() {
  const subject = await openSubject();
  for (let price = 1; price < 100; price += 1) {
    const before = await millisecondsNow(subject.redis);
    while ((await millisecondsNow(subject.redis)) === before);
    await subject.edit(price);
  }
  return subject;
}
