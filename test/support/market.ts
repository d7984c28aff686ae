import { type Bus, isRefusal, type Refusal } from '../../src/bus/index.js';
import { ticketSubscription } from '../../src/modules/orders/reactions.js';
import { createOrderStore, type OrderStore } from '../../src/modules/orders/store.js';
import { orderSubscription } from '../../src/modules/tickets/reactions.js';
import { createTicketStore, type TicketStore } from '../../src/modules/tickets/store.js';
import type { TicketDetails } from '../../src/modules/tickets/ticket.js';
import { type OpenBusOptions, openBus } from './bus.js';
import { waitFor } from './wait-for.js';

export interface MarketOptions extends OpenBusOptions {
  readonly holdSeconds?: number;
}

export interface Market {
  readonly bus: Bus;
  readonly tickets: TicketStore;
  readonly orders: OrderStore;
  close(): Promise<void>;
}

/** Both modules on one bus, without HTTP and without expiry, as one process has them. */
export function openMarket({ holdSeconds = 900, ...options }: MarketOptions): Market {
  const bus = openBus({ subscriptions: [orderSubscription, ticketSubscription], ...options });
  return {
    bus,
    tickets: createTicketStore(bus),
    orders: createOrderStore(bus, { holdSeconds }),
    close: bus.close,
  };
}

/** A ticket that nobody says anything special about. */
export const details: TicketDetails = {
  title: 'Concert',
  price: 2000,
  currency: 'usd',
  venue: null,
  startsAt: null,
  seat: null,
};

/** A command of a user who has seen whatever version there is. */
export const by = (userId: string) => ({ userId, expects: () => true });

/** What was decided; a refusal fails the test. */
export async function accepted<T extends object, Code extends string>(
  result: Promise<T | Refusal<Code>>,
): Promise<T> {
  const decided = await result;
  if (isRefusal(decided)) throw new Error(`refused: ${decided.refused}`);
  return decided;
}

/** A ticket of Ann's that both modules know. */
export async function listed({ tickets, orders }: Market) {
  const ticket = await accepted(tickets.create('ann', details));
  await waitFor(() => orders.replica(ticket.id), { what: 'the copy of the ticket' });
  return ticket;
}
