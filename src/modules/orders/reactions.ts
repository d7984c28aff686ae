import { type Consequence, defineSubscription, type Restoring } from '../../bus/index.js';
import { orderEvents } from '../../events/orders.js';
import { ticketEvents, ticketSnapshot } from '../../events/tickets.js';
import { loseTicket, type Order } from './order.js';
import { copy, judge, type Replica, restore } from './replica.js';
import { orders, replicas } from './store.js';

/** Who withdrew the ticket could not know of an order that was made at the same moment: that order loses it. */
const loseTheTicket: Consequence<Replica, Order> = {
  record: orders,
  find: (replica) => replica?.orderId,
  decide: loseTicket,
};

/** A snapshot may stand for the withdrawal that was missed. */
const loseWhatWasWithdrawn: Consequence<Replica, Order> = {
  ...loseTheTicket,
  find: (replica, { data }) =>
    ticketSnapshot.parse(data).status === 'withdrawn' ? replica?.orderId : undefined,
};

/** A copy that somebody has deleted or damaged. */
const restoring: Restoring<Replica, Order> = {
  line: orders,
  judge: (replica, { data }) => judge(replica, ticketSnapshot.parse(data)),
  restore: (replica, { data }, known) => restore(replica, ticketSnapshot.parse(data), known),
};

/** Keeps the copies of the tickets. */
export const ticketSubscription = defineSubscription({
  group: 'orders',
  stream: ticketEvents,
  record: replicas,
  reactions: {
    'ticket:created': (replica, { data: ticket }) => copy(replica, ticket),
    'ticket:updated': (replica, { data: ticket }) => copy(replica, ticket),
    'ticket:withdrawn': (replica, { data: ticket }) => copy(replica, ticket),
    'ticket:snapshot': (replica, { data: snapshot }) => copy(replica, snapshot),
  },
  consequences: { 'ticket:withdrawn': loseTheTicket, 'ticket:snapshot': loseWhatWasWithdrawn },
  resync: { stream: orderEvents, request: 'ticket:resync-requested' },
  restoring,
});
