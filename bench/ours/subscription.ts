import type { Ticket } from '../../src/events/tickets.js';
import { ORDERS, TICKETS } from '../market/tickets.js';
import {
  appendAll,
  COPIES,
  checkVersions,
  EDITS,
  entriesPerSecond,
  prepareEdits,
  prepareReservations,
  SEATS,
  tellEdit,
  untilAcknowledged,
  WAITING,
} from '../market/waiting-entries.js';
import { bus, orderEvents, orderReactions, ticket, ticketEvents } from '../product.js';
import type { Metrics, World } from '../row.js';
import { withBus, withConnection } from './bus.js';

/** The orders module's own subscription: copies of tickets follow their edits. */
export function consumeBySubscription(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    await appendAll(redis, EDITS.stream, (await prepareEdits(redis, world.size)).map(tellEdit));
    const metrics = await withBus(world.redis, (made) =>
      entriesPerSecond(entries, () => {
        made.start([orderReactions.ticketSubscription]);
        return untilAcknowledged(redis, { ...EDITS, entries });
      }),
    );
    await checkVersions(redis, COPIES, entries);
    return metrics;
  });
}

/** Tickets that orders reserve and free: as the tickets module has them, but in no list and without a history. */
const seats = bus.defineSource<Ticket>({
  name: 'bench:seats',
  schema: ticketEvents.ticketState,
  stream: ticketEvents.ticketEvents,
  announce: () => 'ticket:updated',
  subject: ({ id }) => id,
  indexes: () => [],
});

const reservations = bus.defineSubscription<Ticket, typeof orderEvents.orderEvents>({
  group: 'bench',
  stream: orderEvents.orderEvents,
  record: seats,
  reactions: {
    'order:created': (seat, { data: order }) => ticket.reserve(seat, order.id),
    'order:cancelled': (seat, { data: order }) => ticket.free(seat, order.id),
    'order:completed': (seat, { data: order }) => ticket.sell(seat, order.id),
    'order:refund-due': (seat) => seat,
  },
  snapshots: { 'ticket:resync-requested': 'ticket:snapshot' },
});

/** A subscription whose every entry changes a record, which announces it. */
export function emitBySubscription(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { entries } = WAITING[world.size];
    await prepareReservations(redis, world.size);
    const metrics = await withBus(world.redis, (made) =>
      entriesPerSecond(entries, () => {
        made.start([reservations]);
        return untilAcknowledged(redis, { stream: ORDERS, group: 'bench', entries });
      }),
    );
    await checkVersions(redis, `${SEATS}:*`, entries);
    if ((await redis.xlen(TICKETS)) !== entries) throw new Error('not every change has its entry');
    return metrics;
  });
}
