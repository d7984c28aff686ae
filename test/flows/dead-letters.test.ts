import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { moveToDeadLetters } from '../../src/bus/dead-letters.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { entriesAbout, entryTypes } from '../support/entries.js';
import { pending } from '../support/groups.js';
import { type Client, clientsOf, startHoldfast } from '../support/holdfast.js';
import { listTicket, newUser, untilReplica, untilTicket, useHttpMarket } from '../support/http-market.js';
import { openLane } from '../support/lane.js';
import { add } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { invalidFields, problemIn } from '../support/problem.js';
import type { RedisServer } from '../support/redis.js';
import { expectConsistent } from '../support/settle.js';
import { waitFor } from '../support/wait-for.js';

const PATH = '/api/admin/dead-letters';

async function open(redis?: RedisServer) {
  const on = redis ?? (await ownRedis());
  const server = await startHoldfast(on);
  onTestFinished(server.stop);
  return { redis: on, client: on.connect(), server, admin: await server.as('operator', 'admin') };
}

/** Puts entries on a stream that are no events; resolves when each is a dead letter, with those, newest first. */
async function poison({ client, admin }: Awaited<ReturnType<typeof open>>, count: number) {
  for (let n = 0; n < count; n += 1) await add(client, '{0}:tickets', ['type', 'noise', 'data', String(n)]);
  return untilListed(admin, count);
}

function untilListed(admin: Client, count: number): Promise<{ id: string }[]> {
  return waitFor(
    async () => {
      const { status, body } = await admin.get(`${PATH}?limit=100`);
      return status === 200 && body.items.length === count && body.items;
    },
    { what: `${count} dead letters to be listed` },
  );
}

test('dead letters: nothing failed, 200 and an empty page', async () => {
  const { admin } = await open();
  const { status, body, headers } = await admin.get(PATH);
  expect([status, body, headers.get('link')]).toEqual([200, { items: [], next: null }, null]);
});

test('dead letters: an entry that is no event, is listed and told by /readyz, can’t be replayed, and is discarded', async () => {
  const { client, admin, server } = await open();
  const entryId = await add(client, '{0}:tickets', ['type', 'noise', 'data', '{"a":[1]}']);
  const [letter] = await untilListed(admin, 1);
  expect(letter).toEqual({
    id: expect.stringMatching(/^orders-0-\d+-\d+$/),
    ...{ group: 'orders', stream: 'tickets', partition: 0, entryId },
    ...{ type: 'noise', subject: null, sequence: null, data: { a: [1] } },
    error: expect.stringContaining('not an event'),
    attempts: 1,
    waiting: 0,
    failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  const ready = await server.anonymous.get('/readyz');
  expect(ready.status).toBe(200);
  expect(ready.body.checks).toContainEqual({
    name: 'dead-letters',
    ok: true,
    detail: 'group orders of {0}:tickets: 1',
  });

  const path = `${PATH}/${letter?.id}`;
  const replayed = await admin.post(`${path}/replay`, undefined);
  expect(problemIn(replayed)).toBe('409 replay-failed');
  expect(replayed.body.detail).toContain('not an event');
  expect(await untilListed(admin, 1)).toEqual([letter]);

  const discarded = await admin.delete(path);
  expect([discarded.status, discarded.body]).toEqual([204, undefined]);
  expect((await admin.get(PATH)).body.items).toEqual([]);
  expect(problemIn(await admin.delete(path))).toBe('404 not-found');
  expect(problemIn(await admin.post(`${path}/replay`, undefined))).toBe('404 not-found');
});

test.each([
  ['data that are not JSON', ['data', '{"a":'], { data: '{"a":' }],
  ['data that are null', ['data', 'null'], { data: null }],
  ['data that are a number', ['data', '7'], { data: 7 }],
  ['no data', ['n', '1'], { data: null }],
  [
    'a type, a subject and a sequence',
    ['type', 't', 'subject', 's', 'sequence', '7'],
    { type: 't', subject: 's', sequence: 7 },
  ],
  ['a sequence that is none', ['sequence', '07'], { sequence: null }],
])('dead letters: an entry with %s, is shown as far as it can be read', async (_, fields, shown) => {
  const { client, admin } = await open();
  await add(client, '{0}:orders', fields);
  const [letter] = await untilListed(admin, 1);
  expect(letter).toMatchObject({ group: 'tickets', stream: 'orders', ...shown });
});

test('dead letters: a ticket’s hash is damaged, the replay fails until it is mended, then both sides converge and what waited goes on', async () => {
  const { redis, server: first, client } = await open();
  const [seller, buyer] = [await newUser(first, 'seller'), await newUser(first, 'buyer')];
  const { id: ticketId } = await listTicket(seller);
  await client.hset(`{0}:tickets:${ticketId}`, { seen: 'garbage' });
  const order = await buyer.post('/api/orders', { ticketId });
  expect(order.status).toBe(201);
  expect((await buyer.delete(`/api/orders/${order.body.id}`)).status).toBe(204);
  await waitFor(async () => (await pending(client, '{0}:orders', 'tickets')).length === 2, {
    what: 'both entries about the order to be read',
  });
  // A server gives up after minutes; here, when it is stopped, another process has done so for it.
  await first.stop();
  await giveUp(redis);
  const { server, admin } = await open(redis);
  const [letter] = await untilListed(admin, 1);
  expect(letter).toMatchObject({
    ...{ group: 'tickets', stream: 'orders', partition: 0, attempts: 10, error: 'by hand' },
    ...{ type: 'order:created', subject: ticketId, sequence: 1, data: order.body },
  });

  const replay = () => admin.post(`${PATH}/${letter?.id}/replay`, undefined);
  const failed = await replay();
  expect(problemIn(failed)).toBe('409 replay-failed');
  expect(failed.body.detail).toContain('garbage');
  expect(await untilListed(admin, 1)).toEqual([letter]);
  expect(await entryTypes(client, 'tickets', ticketId)).toEqual(['ticket:created']);

  await client.hdel(`{0}:tickets:${ticketId}`, 'seen');
  const answers = await Promise.all(Array.from({ length: 5 }, replay));
  const applied = answers.filter(({ status }) => status === 200);
  expect(applied.map(({ body }) => body)).toEqual([{ id: letter?.id, outcome: 'applied' }]);
  const others = answers.filter(({ status }) => status !== 200);
  expect(others.map(problemIn)).toEqual(Array.from({ length: 4 }, () => '404 not-found'));

  const viewer = server.anonymous;
  await untilTicket(viewer, ticketId, { version: 2, status: 'available', orderId: null });
  await untilReplica(viewer, ticketId, { version: 2, status: 'available', held: false });
  expect(
    (await entriesAbout(client, 'tickets', ticketId)).map(({ sequence, data }) => [sequence, data]),
  ).toMatchObject([
    ['0', { orderId: null }],
    ['1', { orderId: order.body.id }],
    ['2', { orderId: null }],
  ]);
  expect((await admin.get(PATH)).body).toEqual({ items: [], next: null });
  await expectConsistent(client);
});

test('dead letters: replayed before one that comes before it, 409 and it stays; in order, each is applied', async () => {
  const { redis, server: first, client } = await open();
  const [seller, buyer] = [await newUser(first, 'seller'), await newUser(first, 'buyer')];
  const { id: ticketId } = await listTicket(seller);
  await client.hset(`{0}:tickets:${ticketId}`, { seen: 'garbage' });
  const order = await buyer.post('/api/orders', { ticketId });
  await buyer.delete(`/api/orders/${order.body.id}`);
  await waitFor(async () => (await pending(client, '{0}:orders', 'tickets')).length === 2, {
    what: 'both entries about the order to be read',
  });
  await first.stop();
  await giveUp(redis, 2);
  await client.hdel(`{0}:tickets:${ticketId}`, 'seen');
  const { admin } = await open(redis);
  const [cancelled, created] = await untilListed(admin, 2);
  expect([cancelled, created]).toMatchObject([{ type: 'order:cancelled' }, { type: 'order:created' }]);

  const replay = (letter?: { id: string }) => admin.post(`${PATH}/${letter?.id}/replay`, undefined);
  expect(problemIn(await replay(cancelled))).toBe('409 replay-early');
  expect(await untilListed(admin, 2)).toEqual([cancelled, created]);
  for (const letter of [created, cancelled]) {
    expect((await replay(letter)).body).toEqual({ id: letter?.id, outcome: 'applied' });
  }
  expect((await admin.get(PATH)).body.items).toEqual([]);
  await expectConsistent(client);
});

test('dead letters: an entry that was applied already, its replay is a duplicate, changes nothing and removes it', async () => {
  const { client, admin, server } = await open();
  const { id } = await listTicket(await newUser(server, 'seller'));
  const [entry] = await client.xrange('{0}:tickets', '-', '+');
  const fields = JSON.stringify(entry?.[1]);
  const letter = {
    entryId: entry?.[0] ?? '',
    error: 'by hand',
    attempts: '1',
    failedAt: new Date().toISOString(),
  };
  await add(client, '{0}:dead:orders', Object.entries({ ...letter, fields }).flat());
  const [listed] = await untilListed(admin, 1);
  const copy = await client.hgetall(`{0}:orders:ticket:${id}`);

  const { status, body } = await admin.post(`${PATH}/${listed?.id}/replay`, undefined);
  expect([status, body]).toEqual([200, { id: listed?.id, outcome: 'duplicate' }]);
  expect((await admin.get(PATH)).body.items).toEqual([]);
  expect(await client.hgetall(`{0}:orders:ticket:${id}`)).toEqual(copy);
});

test('dead letters: more than the limit, each page leads to the next until all are shown once, newest first', async () => {
  const opened = await open();
  const { admin } = opened;
  const all = await poison(opened, 7);
  expect(all.map((letter) => ('data' in letter ? letter.data : undefined))).toEqual([6, 5, 4, 3, 2, 1, 0]);

  const seen: unknown[] = [];
  let query = '?limit=3';
  for (const size of [3, 3, 1]) {
    const { body, headers } = await admin.get(`${PATH}${query}`);
    expect(body.items).toHaveLength(size);
    seen.push(...body.items);
    const link = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    expect(link === undefined).toBe(body.next === null);
    query = link ?? '';
  }
  expect(query).toBe('');
  expect(seen).toEqual(all);
});

describe('who and what is refused', () => {
  const market = useHttpMarket();
  const operator = () => clientsOf(market.url).as('operator', 'admin');
  const encode = (text: string) => Buffer.from(text).toString('base64url');

  test.each([
    ['limit=0', '/query/limit'],
    ['limit=101', '/query/limit'],
    ['cursor=', '/query/cursor'],
    ['cursor=orders-0-5-0', '/query/cursor'],
    [`cursor=${encode(randomUUID())}`, '/query/cursor'],
    [`cursor=${encode('orders-0-0-0')}`, '/query/cursor'],
    ['group=orders', '/query/group'],
  ])('GET dead letters: ?%s, 422 names the parameter', async (query, pointer) => {
    const admin = await operator();
    expect(invalidFields(await admin.get(`${PATH}?${query}`))).toEqual([pointer]);
  });

  test('every call: no token is 401 and a token without the scope 403, before all else, and nothing is done', async () => {
    const opened = await open();
    const { server, admin } = opened;
    const [letter] = await poison(opened, 1);
    const callers: [string, Client][] = [
      ['401 unauthenticated', server.anonymous],
      ['403 insufficient-scope', await server.as('operator')],
      ['403 insufficient-scope', await server.as('operator', 'tickets administrator')],
    ];
    for (const [refusal, caller] of callers) {
      for (const path of [`${PATH}/${letter?.id}`, `${PATH}/nobody`]) {
        expect(problemIn(await caller.delete(path))).toBe(refusal);
        expect(problemIn(await caller.post(`${path}/replay`, undefined))).toBe(refusal);
      }
      expect(problemIn(await caller.get(PATH))).toBe(refusal);
      expect(problemIn(await caller.get(`${PATH}?limit=0`))).toBe(refusal);
    }
    expect(await untilListed(admin, 1)).toEqual([letter]);
  });

  test.each([
    'nobody',
    'orders-0-5-0',
    'orders-7-5-0',
    'buyers-0-5-0',
    'orders-0-18446744073709551616-0',
    'orders-0-0-0',
    'orders-0-5-0%0A',
    '%2e%2e',
    '5-0',
    'x'.repeat(4000),
  ])('an id that nobody has (%s): 404', async (id) => {
    const admin = await operator();
    expect(problemIn(await admin.post(`${PATH}/${id}/replay`, undefined))).toBe('404 not-found');
    expect(problemIn(await admin.delete(`${PATH}/${id}`))).toBe('404 not-found');
  });

  test('Redis killed: every call is 503 within 2 s', async () => {
    const opened = await open();
    const { redis, admin } = opened;
    const [letter] = await poison(opened, 1);
    await redis.kill('SIGKILL');
    const startedAt = performance.now();
    const answers = await Promise.all([
      admin.get(PATH),
      admin.post(`${PATH}/${letter?.id}/replay`, undefined),
      admin.delete(`${PATH}/${letter?.id}`),
    ]);
    expect(answers.map(problemIn)).toEqual(Array.from({ length: 3 }, () => '503 unavailable'));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

test('POST /dev/token: a scope that is asked for, makes the caller an operator', async () => {
  const server = await startHoldfast(await ownRedis(), { AUTH_SECRET: '' });
  onTestFinished(server.stop);
  const { body } = await server.anonymous.post('/dev/token', { user: 'ann', scope: 'admin' });
  const headers = { authorization: `Bearer ${body.token}` };
  expect((await server.anonymous.get(PATH, headers)).status).toBe(200);
});

/** Moves the oldest of what the tickets module has in hand to its dead letters, as a process that gives up on it does. */
async function giveUp(redis: RedisServer, count = 1): Promise<void> {
  const lane = openLane(redis);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const client = redis.connect();
  for (const { entryId } of (await pending(client, '{0}:orders', 'tickets')).slice(0, count)) {
    const [entry] = await client.xrange('{0}:orders', entryId, entryId);
    const fields = entry?.[1] ?? [];
    const failure = { error: 'by hand', attempts: 10 };
    await lane.submit(moveToDeadLetters(orderSubscription, 0, { entryId, fields }, failure));
  }
}
