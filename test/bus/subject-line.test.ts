import { expect, test } from 'vitest';
import { entryFields, remove } from '../support/gaps.js';
import { meet } from '../support/intercept.js';
import { ownProxy } from '../support/own.js';
import { millisecondsNow, openSubject, subjectReaderAt } from '../support/subject.js';

test('a subject that no order was made for: both lines, and that of the orders is empty', async () => {
  const { redis, copy, read } = await openSubject();
  await redis.hset(copy, 'version', 0);
  const [ofTickets, ofOrders] = await read();
  expect(ofTickets).toMatchObject({ stream: 'tickets', emitted: 0, groups: [{ applied: 0 }] });
  expect(ofOrders).toEqual({
    ...{ stream: 'orders', first: 1, emitted: 0, groups: [{ group: 'tickets', applied: 0 }] },
    ...{ entries: [], lost: [], truncated: false },
  });
});

test('pending entries: each names what is missing before it, and a snapshot is neither missing nor missed', async () => {
  const { redis, id, copy, edit, tell, readAll, states, line } = await openSubject();
  for (const price of [1, 2, 3]) await edit(price);
  await remove(redis, id, [1, 3]);
  await tell();
  await edit(4);
  await readAll();
  expect(await states()).toEqual([
    'ticket:created 0: pending',
    'ticket:updated 2: pending for 1-1',
    'ticket:snapshot 3: pending',
    'ticket:updated 4: pending for 1-1,3-3',
  ]);
  expect((await line())?.lost).toEqual([1, 3]);

  const applied = ['ticket:created 0: applied', 'ticket:updated 2: applied', 'ticket:snapshot 3: pending'];
  await redis.hset(copy, 'version', 2);
  expect(await states()).toEqual([...applied, 'ticket:updated 4: pending for 3-3']);
  await redis.hset(copy, 'version', 3);
  expect(await states()).toEqual([...applied, 'ticket:updated 4: pending']);

  await redis.del(copy);
  await remove(redis, id, [0]);
  expect(await states()).toEqual([
    'ticket:updated 2: pending for 0-1',
    'ticket:snapshot 3: pending',
    'ticket:updated 4: pending for 0-1,3-3',
  ]);
});

test('more changes than are asked for: the snapshots since the first one that is shown, and as many at most', async () => {
  const { edit, tell, names } = await openSubject();
  await tell();
  for (const price of [1, 2, 3]) await edit(price);
  expect(await names(2)).toEqual(['ticket:updated 2', 'ticket:updated 3']);

  await tell();
  await edit(4);
  await tell();
  expect(await names(2)).toEqual([
    'ticket:updated 3',
    'ticket:snapshot 3',
    'ticket:updated 4',
    'ticket:snapshot 4',
  ]);
});

test('entries that somebody has trimmed: they are gone, and not lost', async () => {
  const { redis, edit, keepAs, line, names } = await openSubject();
  for (const price of [1, 2]) await edit(price);
  await redis.xtrim('{0}:tickets', 'MAXLEN', 1);
  await keepAs(0, -20);
  await keepAs(1, -10);
  expect(await names()).toEqual(['ticket:updated 2']);
  expect((await line())?.lost).toEqual([]);
});

test('a clock that was set back, and a Redis that stood still: each entry is found', async () => {
  const { edit, keepAs, names } = await openSubject();
  for (const price of [1, 2]) await edit(price);
  await keepAs(0, -80, 0);
  await keepAs(1, -50, 0);
  await keepAs(2, -30_000);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1', 'ticket:updated 2']);
});

test('an entry that somebody has damaged: it is not shown, and the others are', async () => {
  const { redis, id, edit, names } = await openSubject();
  await edit(1);
  const fields = await entryFields(redis, id, 1);
  await remove(redis, id, [1]);
  await redis.xadd('{0}:tickets', '*', ...fields.map((one, i) => (fields[i - 1] === 'data' ? '{}' : one)));
  expect(await names()).toEqual(['ticket:created 0']);
});

test('a snapshot that is gone, and a change of its version: the change is shown once', async () => {
  const { redis, id, edit, names } = await openSubject();
  const at = await millisecondsNow(redis);
  await redis.zadd(`{0}:tickets:outside:${id}`, at, `${at}:1:ticket:snapshot`);
  await edit(1);
  expect(await names()).toEqual(['ticket:created 0', 'ticket:updated 1']);
});

test('a change that is applied while it is looked for: applied, and not taken for a dead letter', async () => {
  const { target, redis, id, copy, edit, readAll, states } = await openSubject();
  await readAll();
  const proxy = await ownProxy({ target });
  meet(proxy, 'zrange', async () => {
    await edit(1);
    await redis.xack('{0}:tickets', 'orders', ...(await readAll()));
    await redis.hset(copy, 'version', 1);
    return undefined;
  });
  await redis.hset(copy, 'version', 0);
  expect(await states(subjectReaderAt(proxy.target), id)).toEqual([
    'ticket:created 0: applied',
    'ticket:updated 1: applied',
  ]);
});

test('a change that is made after its stream was looked at: it is not missed', async () => {
  const { target, id, edit } = await openSubject();
  const proxy = await ownProxy({ target });
  const looked = meet(proxy, /\r\nxinfo\r\n/i, async () => {
    await edit(1);
    return undefined;
  });
  const [line] = (await subjectReaderAt(proxy.target).read(id, { limit: 9 })) ?? [];
  expect(looked.times).toBe(1);
  expect(line?.emitted).toBe(line?.entries.at(-1)?.event.sequence);
});
