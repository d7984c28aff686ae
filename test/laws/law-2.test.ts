import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { type Bus, partitionOf, type Subscription } from '../../src/bus/index.js';
import { keyIn } from '../../src/bus/partition.js';
import { fieldsOf } from '../../src/bus/replies.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { openBus, readingLimits } from '../support/bus.js';
import { inAnyOrder, type Shuffle, shuffle } from '../support/deliveries.js';
import { allDone, pendingIds } from '../support/groups.js';
import { add } from '../support/ledger.js';
import { accepted, by, details, type Market, openMarket } from '../support/market.js';
import { openMirror } from '../support/mirror.js';
import { ownRedis } from '../support/own.js';
import type { RedisServer } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const edit = fc.oneof(
  fc.record({ price: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ title: fc.constantFrom('Concert', 'Match', 'Play') }),
  fc.record({ venue: fc.constantFrom(null, 'Arena') }),
);
type Generated<A> = A extends fc.Arbitrary<infer Value> ? Value : never;

const seller = fc.record({ edits: fc.array(edit, { maxLength: 8 }), withdraws: fc.boolean() });
const sellers = fc.array(seller, { minLength: 1, maxLength: 4 });

test.for([1, 4])(
  'law 2: entries of tickets several times and in any order to three processes (partitions: %i), each copy follows once',
  async (partitions) => {
    const [source, copy] = [await ownRedis(), await ownRedis()];
    const [from, to] = [source.connect(), copy.connect()];
    const market = openMarket({ target: source.target, partitions, subscriptions: [] });
    onTestFinished(market.close);
    const mirror = openMirror();
    const [bus] = openProcesses(copy, partitions, [ticketSubscription, mirror.subscription]);

    const holds = fc.asyncProperty(sellers, shuffle, async (histories, order) => {
      const ids = await Promise.all(histories.map((history) => sell(market, history)));
      for (const id of ids) await mirror.open(bus, id);
      await deliver(to, 'tickets', await entriesOf(from, 'tickets', ids), order);
      await untilDone(to, 'tickets', ids, ['orders', mirror.group]);

      for (const id of ids) {
        const ticket = await from.hgetall(keyOf(`tickets:${id}`, id));
        const { title, price, currency, sellerId, status, version } = ticket;
        const copied = { id, title, price, currency, sellerId, status, version };
        expect(await to.hgetall(keyOf(`orders:ticket:${id}`, id))).toEqual({ ...copied, sequence: '0' });
        expect(await mirror.applied(to, id)).toEqual(oneTo(Number(version)));
      }
    });
    await fc.assert(holds, { numRuns: 12, endOnFailure: true });
  },
);

const buyer = fc.record({
  cancelled: fc.array(fc.constantFrom('cancelled', 'paid too late'), { maxLength: 3 }),
  last: fc.constantFrom('none', 'live', 'paid', 'paid twice'),
});
const buyers = fc.array(buyer, { minLength: 1, maxLength: 4 });

test.for([1, 4])(
  'law 2: entries of orders several times and in any order to three processes (partitions: %i), each ticket follows once',
  async (partitions) => {
    const [source, copy] = [await ownRedis(), await ownRedis()];
    const [from, to] = [source.connect(), copy.connect()];
    const market = openMarket({ target: source.target, partitions, subscriptions: [ticketSubscription] });
    onTestFinished(market.close);
    openProcesses(copy, partitions, [orderSubscription]);

    const holds = fc.asyncProperty(buyers, shuffle, async (histories, order) => {
      const stories = await Promise.all(histories.map((history) => buy(market, history)));
      const ids = stories.map(({ id }) => id);
      for (const id of ids) {
        const key = keyOf(`tickets:${id}`, id);
        await to.hset(key, await from.hgetall(key));
      }
      const entries = await entriesOf(from, 'orders', ids);
      await deliver(to, 'orders', entries, order);
      await untilDone(to, 'orders', ids, ['tickets']);

      for (const { id, orderId, status, changes } of stories) {
        const { seen, ...ticket } = await to.hgetall(keyOf(`tickets:${id}`, id));
        expect(ticket).toMatchObject({ status, version: String(changes) });
        expect(ticket.orderId).toBe(status === 'reserved' ? orderId : undefined);
        expect(Number(seen ?? 0)).toBe(entries.filter(({ subject }) => subject === id).length);
        const announced = (await entriesOf(to, 'tickets', [id])).map(({ sequence }) => Number(sequence));
        expect(announced).toEqual(oneTo(changes));
      }
    });
    await fc.assert(holds, { numRuns: 12, endOnFailure: true });
  },
);

/** Three buses, each as one process has it, that compete for the same streams and take only a few entries at a time. */
function openProcesses(
  { target }: RedisServer,
  partitions: number,
  subscriptions: readonly Subscription[],
): [Bus, ...Bus[]] {
  const limits = readingLimits({
    ...{ count: 3, blockMs: 50, claimIdleMs: 100 },
    retry: { baseMs: 5, maxMs: 20 },
  });
  const open = () => {
    const bus = openBus({ target, partitions, limits, subscriptions });
    onTestFinished(bus.close);
    return bus;
  };
  return [open(), open(), open()];
}

/** Lists a ticket and changes it; returns its id. */
async function sell({ tickets }: Market, { edits, withdraws }: Generated<typeof seller>) {
  const { id } = await tickets.create('seller', details);
  for (const changes of edits) await accepted(tickets.edit(id, by('seller'), changes));
  if (withdraws) await accepted(tickets.withdraw(id, by('seller')));
  return id;
}

/** Lists a ticket and orders it again and again; returns what has to become of the ticket. */
async function buy({ tickets, orders }: Market, history: Generated<typeof buyer>) {
  const { id, price: amount, currency } = await tickets.create('seller', details);
  const place = () => accepted(orders.place('buyer', { ticketId: id, ticketVersion: 0 }));
  const pay = (orderId: string, reference: string) =>
    accepted(orders.pay(orderId, { reference, amount, currency }));
  for (const ending of history.cancelled) {
    const order = await place();
    await accepted(orders.cancel(order.id, 'buyer', () => true));
    if (ending === 'paid too late') await pay(order.id, 'late');
  }
  const changes = history.cancelled.length * 2;
  if (history.last === 'none') return { id, changes, status: 'available' };
  const { id: orderId } = await place();
  if (history.last === 'live') return { id, orderId, changes: changes + 1, status: 'reserved' };
  await pay(orderId, 'first');
  if (history.last === 'paid twice') await pay(orderId, 'second');
  return { id, orderId, changes: changes + 2, status: 'sold' };
}

/** The entries about some subjects, each subject's in their order. */
async function entriesOf(redis: Redis, stream: string, ids: readonly string[]) {
  const read = (key: string) => redis.xrange(key, '-', '+');
  const entries = await Promise.all(streamsOf(stream, ids).map(read));
  return entries
    .flat()
    .map(([, fields]) => ({ subject: '', sequence: '', ...fieldsOf(fields), fields }))
    .filter(({ subject }) => ids.includes(subject));
}

async function deliver(
  redis: Redis,
  stream: string,
  entries: readonly { readonly subject: string; readonly fields: readonly string[] }[],
  order: Shuffle,
) {
  for (const { subject, fields } of inAnyOrder(entries, order))
    await add(redis, keyOf(stream, subject), fields);
}

async function untilDone(redis: Redis, stream: string, ids: readonly string[], groups: readonly string[]) {
  for (const key of streamsOf(stream, ids)) {
    for (const group of groups) {
      const what = `the group ${group} to be through with ${key}`;
      await waitFor(() => allDone(redis, key, group), { what, timeoutMs: 5000 });
      expect(await pendingIds(redis, key, group)).toEqual([]);
    }
  }
}

/** A key in the partition of a ticket. */
function keyOf(name: string, ticketId: string): string {
  return keyIn(partitionOf(ticketId), name);
}

/** The streams of all partitions in which tickets live. */
function streamsOf(stream: string, ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => keyOf(stream, id)))];
}

function oneTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
