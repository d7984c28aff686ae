import { type Consequence, defineSubscription } from '../../bus/index.js';
import { ticketEvents } from '../../events/tickets.js';
import { loseTicket, type Order } from './order.js';
import { copy, type Replica } from './replica.js';
import { orders, replicas } from './store.js';

/** Who withdrew the ticket could not know of an order that was made at the same moment: that order loses it. */
const loseTheTicket: Consequence<Replica, Order> = {
  record: orders,
  find: (replica) => replica?.orderId,
  decide: loseTicket,
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
  },
  consequences: { 'ticket:withdrawn': loseTheTicket },
});
