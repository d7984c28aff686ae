import { setTimeout as delay } from 'node:timers/promises';
import { forEachOf } from '../load/in-flight.js';
import { withBus, withConnection } from '../ours/bus.js';
import { bus, type Connection, orderReactions, ticketReactions, ticketStore } from '../product.js';
import { newTickets, SELLER, TICKETS } from './tickets.js';
import { untilAcknowledged } from './waiting-entries.js';

/** How many entries are left in each stream of a seeded market. */
const KEPT_ENTRIES = 100;

export const SEED_LIMITS = {
  retention: { maxAgeMs: 24 * 3_600_000, maxLength: KEPT_ENTRIES },
  upkeep: { firstMs: 200, everyMs: 200, pieceSize: 5000 },
} as const;

const LISTED_AT_ONCE = 512;

/**
 * A market as its servers leave it: each ticket is listed by the product's own store, copied by the orders module's own
 * subscription, and what both are done with is cut from the streams.
 *
 * @returns the ids of the tickets
 */
export async function seedMarket(target: string, count: number, sellerId = SELLER): Promise<string[]> {
  return await withConnection(target, async (redis) => {
    await bus.registerPartitions(redis, 1);
    await bus.registerDataSet(redis);
    const subscriptions = [orderReactions.ticketSubscription, ticketReactions.orderSubscription];
    const before = await addedTo(redis, TICKETS);
    return await withBus(
      target,
      async (made) => {
        made.start(subscriptions);
        const ids = await list(ticketStore.createTicketStore(made), count, sellerId);
        await untilAcknowledged(redis, { stream: TICKETS, group: 'orders', entries: before + count });
        await untilTrimmed(redis, TICKETS);
        return ids;
      },
      { limits: SEED_LIMITS },
    );
  });
}

/** Waits until no more entries are left in a stream than a seeded market has. */
export async function untilTrimmed(redis: Connection, stream: string): Promise<void> {
  while ((await redis.xlen(stream)) > KEPT_ENTRIES) await delay(50);
}

async function list(
  store: ReturnType<typeof ticketStore.createTicketStore>,
  count: number,
  sellerId: string,
): Promise<string[]> {
  const ids: string[] = [];
  await forEachOf(newTickets(count), LISTED_AT_ONCE, async (details) => {
    const { title, price, currency, venue, startsAt, seat } = details;
    const create = () => store.create(sellerId, { title, price, currency, venue, startsAt, seat });
    ids.push((await untilAvailable(create)).id);
  });
  return ids;
}

/** A machine that stands still for a second must not end the run; nothing is measured here. */
export async function untilAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof bus.Unavailable)) throw error;
    }
  }
}

/** How many entries a stream has ever had. */
async function addedTo(redis: Connection, stream: string): Promise<number> {
  const info: unknown = await redis.xinfo('STREAM', stream).catch(() => []);
  const list: unknown[] = Array.isArray(info) ? info : [];
  return Number(list[list.indexOf('entries-added') + 1] ?? 0);
}

/** What Redis holds, in bytes. */
export async function bytesIn(redis: Connection): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
}
