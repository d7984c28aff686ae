import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bus, createBus, newId } from '../../src/bus/index.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { createTicketStore, tickets } from '../../src/modules/tickets/store.js';
import { connectExclusive, connectShared } from '../../src/redis/index.js';
import { silent } from '../support/bus.js';
import { remove } from '../support/gaps.js';
import { edit, openHealing, untilCopied, untilNothingIsPending, untilTicket } from '../support/healing.js';
import { tokenFor } from '../support/holdfast.js';
import { accepted, by, details, listed } from '../support/market.js';
import { ownRedis } from '../support/own.js';
import { statesIn, tracer } from '../support/tracing.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;

describe('the story of design.md', () => {
  test('both lines: every entry with what it tells, applied, and where both modules stand', async () => {
    const { market, line } = await open();
    const { ticket, order } = await story(market);

    const tickets = await line(ticket.id, 'tickets');
    expect(tickets).toMatchObject({
      ...{ stream: 'tickets', first: 0, version: 3, groups: [{ group: 'orders', version: 3 }] },
      ...{ truncated: false, lost: [] },
    });
    expect(statesIn(tickets)).toEqual([
      'ticket:created 0: applied',
      'ticket:updated 1: applied',
      'ticket:updated 2: applied',
      'ticket:updated 3: applied',
    ]);
    expect(tickets.entries[0]).toMatchObject({
      ...{ entryId: expect.stringMatching(/^\d{13}-\d+$/), kind: 'change', time: ticket.createdAt },
      changes: { price: { from: null, to: 2000 } },
      ticket: { title: 'Concert', price: 2000, currency: 'usd', status: 'available', orderId: null },
    });
    expect(tickets.entries.slice(1).map(({ changes }) => changes)).toEqual([
      { status: { from: 'available', to: 'reserved' }, orderId: { from: null, to: order.id } },
      { status: { from: 'reserved', to: 'available' }, orderId: { from: order.id, to: null } },
      { price: { from: 2000, to: 3000 } },
    ]);

    const orders = await line(ticket.id, 'orders');
    expect(orders).toMatchObject({
      ...{ stream: 'orders', first: 1, version: 2, groups: [{ group: 'tickets', version: 2 }] },
    });
    expect(statesIn(orders)).toEqual(['order:created 1: applied', 'order:cancelled 2: applied']);
    expect(orders.entries.map((entry) => entry.order)).toEqual([
      {
        ...{ id: order.id, version: 0, status: 'created', reason: null },
        ...{ price: 2000, currency: 'usd', ticketVersion: 0 },
      },
      {
        ...{ id: order.id, version: 1, status: 'cancelled', reason: 'buyer' },
        ...{ price: 2000, currency: 'usd', ticketVersion: 0 },
      },
    ]);
  });

  test('for anybody: nothing that tells who a buyer is, or how they paid', async () => {
    const { market, request } = await open();
    const ticket = await listed(market);
    const order = await accepted(market.orders.place('a-buyer', { ticketId: ticket.id }));
    await accepted(market.orders.pay(order.id, { reference: 'a-payment', amount: 2000, currency: 'usd' }));
    await untilTicket(market, ticket.id, { status: 'sold' });

    const text = await (await request(ticket.id)).text();
    expect(text).toContain('order:completed');
    expect(text).not.toMatch(/a-buyer|a-payment|buyerId|paymentReference/);
  });
});

describe('an entry', () => {
  test('that comes early: pending, and the version that it waits for is named; so is the one behind it', async () => {
    const { redis, market, line } = await open();
    const ticket = await listed(market);
    await skipVersion(redis, ticket.id);
    await edit(market, ticket.id, 3000);
    await edit(market, ticket.id, 4000);

    const tickets = await waitFor(
      async () => {
        const found = await line(ticket.id, 'tickets');
        return (
          statesIn(found)
            .slice(1)
            .every((state) => state.includes('pending')) && found
        );
      },
      { what: 'both to be read' },
    );
    expect(statesIn(tickets).slice(1)).toEqual([
      'ticket:updated 2: pending for 1',
      'ticket:updated 3: pending for 1',
    ]);
    expect(tickets).toMatchObject({ version: 3, groups: [{ group: 'orders', version: 0 }] });
    expect(tickets.entries[1]?.changes).toBeNull();
    expect(tickets.entries[1]?.deliveries).toEqual([
      {
        ...{ group: 'orders', state: 'pending', missing: [{ from: 1, to: 1 }] },
        ...{ deliveries: expect.any(Number), idleMs: expect.any(Number) },
      },
    ]);
  });

  test('that is missing and nothing comes behind it: the module stands further than its entries tell', async () => {
    const { redis, market, line } = await open();
    const ticket = await listed(market);
    await skipVersion(redis, ticket.id);
    const tickets = await line(ticket.id, 'tickets');
    expect([tickets.version, statesIn(tickets)]).toEqual([1, ['ticket:created 0: applied']]);
  });

  test('whose reaction fails: pending, and it waits for nothing', async () => {
    const { redis, market, line } = await open({ maxAttempts: 1_000_000 });
    const ticket = await listed(market);
    await damageCopy(redis, ticket.id);
    await edit(market, ticket.id, 3000);
    const state = async () => statesIn(await line(ticket.id, 'tickets'))[1];
    await waitFor(async () => (await state()) === 'ticket:updated 1: pending', { what: 'it to be tried' });
  });

  test('whose reaction failed too often: dead, why is for operators, and the next one waits for it', async () => {
    const { redis, market, line, lineForOperator, request } = await open();
    const ticket = await listed(market);
    await damageCopy(redis, ticket.id);
    await edit(market, ticket.id, 3000);
    await edit(market, ticket.id, 4000);
    const due = ['ticket:created 0: applied', 'ticket:updated 1: dead', 'ticket:updated 2: pending for 1'];
    const states = async () => statesIn(await line(ticket.id, 'tickets'));
    await waitFor(async () => String(await states()) === String(due), { what: 'one dead, one waiting' });

    const [letter] = (await market.bus.deadLetters.list({ limit: 1 })).items;
    const dead = { group: 'orders', state: 'dead', attempts: 2 };
    const forAll = await line(ticket.id, 'tickets');
    expect(forAll.entries[1]?.deliveries).toEqual([{ ...dead, deadLetter: null, error: null }]);
    const forOperators = await lineForOperator(ticket.id, 'tickets');
    expect(forOperators.entries[1]?.deliveries).toEqual([
      { ...dead, deadLetter: letter?.id, error: letter?.error },
    ]);

    const headers = { authorization: `Bearer ${await tokenFor('ann', 'reader')}` };
    expect(await (await request(ticket.id, headers)).text()).not.toContain(JSON.stringify(letter?.error));

    await market.bus.deadLetters.discard(letter?.id ?? '');
    const discarded = await lineForOperator(ticket.id, 'tickets');
    expect(discarded.entries[1]?.deliveries).toEqual([
      { ...dead, deadLetter: null, error: null, attempts: null },
    ]);
  });

  test('of a group that has not read so far: undelivered', async () => {
    const { redis, tickets, line } = await openDeaf('orders');
    const { id } = await accepted(tickets.create('ann', details));
    await accepted(tickets.edit(id, by('ann'), { price: 3000 }));
    expect(statesIn(await line(id, 'tickets'))).toEqual([
      'ticket:created 0: undelivered',
      'ticket:updated 1: undelivered',
    ]);

    await redis.xgroup('CREATE', '{0}:tickets', 'orders', '0');
    const place = ['STREAMS', '{0}:tickets', '>'] as const;
    await redis.xreadgroup('GROUP', 'orders', 'somebody', 'COUNT', 1, ...place);
    expect(statesIn(await line(id, 'tickets'))).toEqual([
      'ticket:created 0: pending',
      'ticket:updated 1: undelivered',
    ]);
  });

  test('that somebody took out of the stream: its version is lost', async () => {
    const { redis, market, line } = await open();
    const ticket = await listed(market);
    await edit(market, ticket.id, 3000);
    await edit(market, ticket.id, 4000);
    await untilCopied(market, ticket.id, { version: 2 });
    await remove(redis, ticket.id, [1]);
    const { lost, entries } = await line(ticket.id, 'tickets');
    expect([lost, entries.map(({ sequence }) => sequence)]).toEqual([[1], [0, 2]]);
  });
});

test('a gap that healed: the request, and the snapshot to which the copy has jumped', async () => {
  const { redis, market, line } = await open({ gapTimeoutMs: 150 });
  const ticket = await listed(market);
  await skipVersion(redis, ticket.id);
  await edit(market, ticket.id, 3000);
  await untilCopied(market, ticket.id, { version: 2 });
  await untilNothingIsPending(market);

  const tickets = await line(ticket.id, 'tickets');
  // Who gets no answer in time asks again, and is told again.
  expect([...new Set(statesIn(tickets))]).toEqual([
    'ticket:created 0: applied',
    'ticket:updated 2: applied',
    'ticket:snapshot 2: applied',
  ]);
  expect(tickets.entries[2]).toMatchObject({ kind: 'snapshot', changes: null, ticket: { price: 3000 } });
  const orders = await line(ticket.id, 'orders');
  expect([...new Set(statesIn(orders))]).toEqual(['ticket:resync-requested 0: applied']);
  expect(orders.entries[0]).toMatchObject({ kind: 'request', order: null, waiting: 2 });
});

test('a snapshot of what was known before: it changed nothing', async () => {
  const { market, line } = await open();
  const { ticket } = await story(market);
  await market.bus.rebuilding.announce(tickets, 'ticket:snapshot', [ticket.id]);
  const last = (await line(ticket.id, 'tickets')).entries.at(-1);
  expect(last).toMatchObject({
    type: 'ticket:snapshot',
    sequence: 3,
    changes: null,
    ticket: { price: 3000 },
  });
});

test('a dead letter that a snapshot has jumped over: it is dead all the same', async () => {
  const { redis, market, line } = await open({ gapTimeoutMs: 150 });
  const ticket = await listed(market);
  await damageCopy(redis, ticket.id);
  await edit(market, ticket.id, 3000);
  await waitFor(async () => (await market.bus.deadLetters.list({ limit: 1 })).items.length === 1, {
    what: 'the dead letter',
  });
  await edit(market, ticket.id, 4000);
  await untilCopied(market, ticket.id, { version: 2 });
  expect(statesIn(await line(ticket.id, 'tickets')).slice(0, 2)).toEqual([
    'ticket:created 0: applied',
    'ticket:updated 1: dead',
  ]);
});

test('a trace that has not changed: 304 by its ETag, and 200 when it has', async () => {
  const { market, request } = await open();
  const ticket = await listed(market);
  const first = await request(ticket.id);
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect([first.headers.get('cache-control'), first.headers.get('vary')]).toEqual([
    'no-cache',
    expect.stringContaining('Authorization'),
  ]);
  const again = await request(ticket.id, headers);
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([
    304,
    '',
    first.headers.get('etag'),
  ]);
  await edit(market, ticket.id, 3000);
  expect((await request(ticket.id, headers)).status).toBe(200);
});

test('many who ask for a trace at once: they share two reads, and each is told of what they have changed', async () => {
  const { market } = await open();
  const ticket = await listed(market);
  let reads = 0;
  const read: Bus['subjects']['read'] = (...args) => {
    reads += 1;
    return market.bus.subjects.read(...args);
  };
  const { line, request } = tracer({ bus: { ...market.bus, subjects: { read } } });
  const others = Array.from({ length: 20 }, () => request(ticket.id));
  await edit(market, ticket.id, 3000);
  expect(await line(ticket.id, 'tickets')).toMatchObject({ version: 1 });
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual(others.map(() => 200));
  // The last one is that of who has changed it.
  expect(reads).toBeLessThanOrEqual(3);
});

test.each([newId(0), newId(7), randomUUID(), 'nobody'])('%s, which nobody has: 404', async (id) => {
  const { request } = await open();
  expect((await request(id)).status).toBe(404);
});

/** A market whose gaps stay, unless it is said otherwise, and its traces. */
async function open(changes: Parameters<typeof openHealing>[0] = {}) {
  const healing = await openHealing({
    ...{ gapTimeoutMs: HOUR_MS, retry: { baseMs: 1, maxMs: 20 } },
    ...changes,
  });
  const { request, line, lineForOperator } = tracer(healing.market);
  return { ...healing, request, line, lineForOperator };
}

/** A market in which one group can't connect. */
async function openDeaf(group: string) {
  const server = await ownRedis();
  const { target } = server;
  const shared = connectShared(target, 'test-shared');
  const bus = createBus({
    connect: (name) =>
      name.startsWith(`holdfast-${group}-`)
        ? Promise.reject(new Error('away'))
        : connectExclusive(target, name),
    ...{ shared, partitions: 1, log: silent },
  });
  bus.start([orderSubscription, ticketSubscription]);
  onTestFinished(async () => {
    await bus.stop({ timeoutMs: 1000 });
    shared.disconnect();
  });
  const { line } = tracer({ bus });
  return { redis: server.connect(), tickets: createTicketStore(bus), line };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function story(market: Opened['market']) {
  const ticket = await listed(market);
  const order = await accepted(market.orders.place('carl', { ticketId: ticket.id }));
  await untilTicket(market, ticket.id, { version: 1 });
  await accepted(market.orders.cancel(order.id, 'carl', () => true));
  await untilTicket(market, ticket.id, { version: 2 });
  await edit(market, ticket.id, 3000);
  await untilCopied(market, ticket.id, { version: 3 });
  await untilNothingIsPending(market);
  return { ticket, order };
}

/** The seed's bug: a version is stored, and nobody is told. */
async function skipVersion(redis: Opened['redis'], ticketId: string): Promise<void> {
  await redis.hincrby(`{0}:tickets:${ticketId}`, 'version', 1);
}

async function damageCopy(redis: Opened['redis'], ticketId: string): Promise<void> {
  await redis.hset(`{0}:orders:ticket:${ticketId}`, 'price', 'much');
}
