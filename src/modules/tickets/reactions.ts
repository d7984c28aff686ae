import { defineSubscription } from '../../bus/index.js';
import { orderEvents } from '../../events/orders.js';
import { tickets } from './store.js';
import { free, reserve, sell } from './ticket.js';

/** What becomes of a ticket when the orders module says what became of an order. */
export const orderSubscription = defineSubscription({
  group: 'tickets',
  stream: orderEvents,
  record: tickets,
  reactions: {
    'order:created': (ticket, { data: order }) => reserve(ticket, order.id),
    'order:cancelled': (ticket, { data: order }) => free(ticket, order.id),
    'order:completed': (ticket, { data: order }) => sell(ticket, order.id),
    'order:refund-due': (ticket) => ticket,
  },
  snapshots: { 'ticket:resync-requested': 'ticket:snapshot' },
});
