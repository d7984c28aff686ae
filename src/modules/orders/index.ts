import type { Bus, Log } from '../../bus/index.js';
import type { Auth } from '../../http/index.js';
import { createExpiry } from './expiry.js';
import { ticketSubscription } from './reactions.js';
import { createOrderRoutes } from './routes.js';
import { createOrderStore } from './store.js';

export interface OrdersOptions {
  readonly bus: Bus;
  readonly auth: Auth;
  readonly holdSeconds: number;
  readonly log: Log;
}

/** The orders module: who gets a ticket, and for how long. */
export function createOrders({ bus, auth, holdSeconds, log }: OrdersOptions) {
  const store = createOrderStore(bus, { holdSeconds });
  const expiry = createExpiry({ store, partitions: bus.partitions, log });
  return {
    routes: createOrderRoutes({ store, auth }),
    subscriptions: [ticketSubscription],
    start: () => expiry.start(),
    stop: () => expiry.stop(),
  };
}
