import { z } from 'zod';
import type { Event, StreamDefinition } from '../bus/index.js';
import { orderEvents } from '../events/orders.js';
import { ticketEvents } from '../events/tickets.js';

/** What clients are told of one stream, and which of them. */
export interface Channel {
  readonly stream: StreamDefinition;
  /** The name that a client listens to. */
  readonly name: string;
  /** The only user who may see an event; `undefined` is everybody. */
  recipient(event: Event): string | undefined;
}

const withBuyer = z.object({ buyerId: z.string() });

/** Tickets are for everybody, an order is its buyer's own business. */
export const channels: readonly Channel[] = [
  { stream: ticketEvents, name: 'ticket', recipient: () => undefined },
  { stream: orderEvents, name: 'order', recipient: ({ data }) => withBuyer.parse(data).buyerId },
];
