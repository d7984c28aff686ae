import { defineReplica, defineSubscription } from '../../../src/bus/index.js';
import { orderEvents } from '../../../src/events/orders.js';
import { ticketEvents } from '../../../src/events/tickets.js';
import { note, type Price, priceState } from './price.js';

/** In Redis: a hash `{<partition>}:prices:ticket:<ticket id>`. */
export const prices = defineReplica<Price>({ name: 'prices:ticket', schema: priceState });

/** The consumer group `prices` of the tickets' stream. */
export const priceSubscription = defineSubscription({
  group: 'prices',
  stream: ticketEvents,
  record: prices,
  reactions: {
    'ticket:created': (price, { data: ticket }) => note(price, ticket),
    'ticket:updated': (price, { data: ticket }) => note(price, ticket),
    'ticket:withdrawn': (price, { data: ticket }) => note(price, ticket),
    'ticket:snapshot': (price, { data: ticket }) => note(price, ticket),
  },
  resync: { stream: orderEvents, request: 'ticket:resync-requested' },
});
