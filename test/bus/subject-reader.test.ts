import { describe, expect, test } from 'vitest';
import { createSubjectReader } from '../../src/bus/subject-reader.js';
import { trimStream } from '../../src/bus/trim.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { silent } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import { addSnapshot } from '../support/gaps.js';
import { edit, openHealing, untilCopied, untilNothingIsPending } from '../support/healing.js';
import { openLane } from '../support/lane.js';
import { accepted, details, listed } from '../support/market.js';

const HOUR_MS = 3_600_000;

describe('a subject', () => {
  test('with more changes than are asked for: the newest ones, and it is said that there were others', async () => {
    const { market } = await openHealing({ gapTimeoutMs: HOUR_MS });
    const ticket = await listed(market);
    for (const price of [1, 2, 3, 4]) await edit(market, ticket.id, price);
    await untilCopied(market, ticket.id, { version: 4 });

    const tickets = async (limit: number) =>
      (await market.bus.subjects.read(ticket.id, { limit }))?.find(({ stream }) => stream === 'tickets');
    expect(await tickets(5)).toMatchObject({ truncated: false, emitted: 4 });
    const newest = await tickets(2);
    expect(newest?.truncated).toBe(true);
    expect(newest?.entries.map(({ event }) => event.sequence)).toEqual([3, 4]);
  });

  test('in streams a hundred times as long: no more reads', async () => {
    const { market, redis } = await openHealing({ gapTimeoutMs: HOUR_MS });
    const ticket = await listed(market);
    const order = await accepted(market.orders.place('carl', { ticketId: ticket.id }));
    await accepted(market.orders.cancel(order.id, 'carl', () => true));
    await untilCopied(market, ticket.id, { version: 2 });
    await untilNothingIsPending(market);
    const readsOf = async () => {
      const before = await callsOf(redis, 'xrange');
      const lines = await market.bus.subjects.read(ticket.id, { limit: 10 });
      expect(lines?.flatMap(({ entries }) => entries)).toHaveLength(5);
      return (await callsOf(redis, 'xrange')) - before;
    };
    const few = await readsOf();
    for (let made = 0; made < 500; made += 50)
      await Promise.all(Array.from({ length: 50 }, () => accepted(market.tickets.create('ann', details))));
    // The oldest entry of each stream, and for each entry one look, or two in a crowd.
    expect(await readsOf()).toBeLessThanOrEqual(Math.max(few, 2 + 2 * 5));
  });

  test('whose entries were cut: what was kept of where they are is cut with them, of each kind', async () => {
    const { market, redis, target } = await openHealing({ gapTimeoutMs: 150 });
    const ticket = await listed(market);
    const order = await accepted(market.orders.place('carl', { ticketId: ticket.id }));
    await accepted(market.orders.cancel(order.id, 'carl', () => true));
    await untilCopied(market, ticket.id, { version: 2 });
    await redis.hincrby(`{0}:tickets:${ticket.id}`, 'version', 1);
    await edit(market, ticket.id, 3000);
    await untilCopied(market, ticket.id, { version: 4 });
    const other = await listed(market);
    await accepted(market.orders.place('carl', { ticketId: other.id }));
    // The newest entry of each stream stays: that of the orders is about another ticket.
    await untilNothingIsPending(market);
    await edit(market, ticket.id, 4000);
    await untilCopied(market, ticket.id, { version: 5 });
    await untilNothingIsPending(market);
    const kept = ['tickets:history', 'orders:history', 'tickets:outside', 'orders:outside'];
    const sizes = () => Promise.all(kept.map((name) => redis.zcard(`{0}:${name}:${ticket.id}`)));
    expect((await sizes()).every((size) => size > 0)).toBe(true);

    const lane = openLane({ target });
    for (const [name, group] of [
      ['tickets', 'orders'],
      ['orders', 'tickets'],
    ] as const)
      await trimStream({
        ...{ redis, lane, partition: 0, pieceSize: 100, log: silent, signal: new AbortController().signal },
        ...{ stream: { name, groups: [group], keepsHistory: true } },
        retention: { maxAgeMs: HOUR_MS, maxLength: 1 },
      });
    await lane.close({ timeoutMs: 500 });
    expect(await sizes()).toEqual([1, 0, 0, 0]);
  });

  test('of another partition than there are: nobody knows it', async () => {
    const { redis } = await openHealing();
    const id = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3001';
    await redis.hset(`{1}:tickets:${id}`, 'version', 0);
    const read = (partitions: number) =>
      createSubjectReader(redis, partitions, () => [orderSubscription, ticketSubscription]).read(id, {
        limit: 5,
      });
    expect(await read(2)).toHaveLength(2);
    expect(await read(1)).toBeUndefined();
  });
});

test('a snapshot that others have put into the stream: it is not shown, and nothing fails', async () => {
  const { market, redis } = await openHealing({ gapTimeoutMs: HOUR_MS });
  const ticket = await listed(market);
  await addSnapshot(redis, { ...ticket, seen: 0 });
  await redis.zadd(`{0}:tickets:outside:${ticket.id}`, 1, 'rubbish');
  const lines = await market.bus.subjects.read(ticket.id, { limit: 5 });
  expect(lines?.flatMap(({ entries }) => entries.map(({ event }) => event.type))).toEqual(['ticket:created']);
});

test('a request that became a dead letter, after 500 others: it is dead, also where its record is further', async () => {
  const { market, redis } = await openHealing({ gapTimeoutMs: 150 });
  const ticket = await listed(market);
  await redis.hincrby(`{0}:tickets:${ticket.id}`, 'version', 1);
  await edit(market, ticket.id, 3000);
  await untilCopied(market, ticket.id, { version: 2 });
  await untilNothingIsPending(market);
  const request = async () => {
    const lines = await market.bus.subjects.read(ticket.id, { limit: 5 });
    return lines?.find(({ stream }) => stream === 'orders')?.entries[0];
  };
  const { entryId = '', deliveries } = (await request()) ?? {};
  expect(deliveries).toEqual([{ group: 'tickets', state: 'applied' }]);

  const letter = { error: 'broken', attempts: 2, failedAt: new Date().toISOString(), fields: '[]' };
  const add = (id: string, of: string) =>
    redis.xadd('{0}:dead:tickets', id, ...Object.entries({ ...letter, entryId: of }).flat());
  await Promise.all(Array.from({ length: 500 }, (_, i) => add(`1-${i}`, `1-${i}`)));
  await add('*', entryId);
  expect((await request())?.deliveries).toMatchObject([{ group: 'tickets', state: 'dead', error: 'broken' }]);
});
