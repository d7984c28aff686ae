import type { Bus } from '../../src/bus/index.js';
import { forEachOf } from '../load/in-flight.js';
import { bytesIn, SEED_LIMITS, seedMarket, untilAvailable, untilTrimmed } from '../market/seed.js';
import { ORDERS, TICKETS } from '../market/tickets.js';
import { untilAcknowledged } from '../market/waiting-entries.js';
import { bus, type Connection, orderReactions, orderStore, ticketReactions } from '../product.js';
import type { Metrics, Size, World } from '../row.js';
import { withBus, withConnection } from './bus.js';

/** Fills a Redis that is kept, and says what each ticket takes in it. */
export function seedAndWeigh({ redis: target, seeding }: World): Promise<Metrics> {
  return withConnection(target, async (redis) => {
    const { tickets = 0 } = seeding;
    const empty = await bytesIn(redis);
    const startedAt = performance.now();
    await seedMarket(target, tickets);
    const seconds = (performance.now() - startedAt) / 1000;
    return { tickets, seconds, bytesPerTicket: ((await bytesIn(redis)) - empty) / tickets };
  });
}

const ORDERS_COUNT: Readonly<Record<Size, number>> = { full: 20_000, short: 2000 };

/** What an order that holds its ticket adds to what the ticket takes. */
export function weighOrders({ redis: target, size }: World): Promise<Metrics> {
  return withConnection(target, async (redis) => {
    const count = ORDERS_COUNT[size];
    const ids = await seedMarket(target, count);
    const before = await bytesIn(redis);
    await withBus(target, (made) => placeAll(made, redis, ids), { limits: SEED_LIMITS });
    return { bytes: ((await bytesIn(redis)) - before) / count };
  });
}

/** Orders each ticket, and waits until both modules are done with that. */
async function placeAll(made: Bus, redis: Connection, tickets: readonly string[]): Promise<void> {
  made.start([orderReactions.ticketSubscription, ticketReactions.orderSubscription]);
  const store = orderStore.createOrderStore(made, { holdSeconds: 900 });
  await forEachOf(tickets, PLACED_AT_ONCE, async (ticketId, i) => {
    const order = await untilAvailable(() => store.place(`buyer-${i}`, { ticketId }));
    // Where the answer to the first try was late, the ticket has its order.
    if (bus.isRefusal(order) && order.refused !== 'ticket-reserved')
      throw new Error(`an order was refused: ${order.refused}`);
  });
  await untilAcknowledged(redis, { stream: ORDERS, group: 'tickets', entries: tickets.length });
  await untilAcknowledged(redis, { stream: TICKETS, group: 'orders', entries: 2 * tickets.length });
  await untilTrimmed(redis, ORDERS);
  await untilTrimmed(redis, TICKETS);
}

const PLACED_AT_ONCE = 512;
