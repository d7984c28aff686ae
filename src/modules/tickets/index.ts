import type { Bus } from '../../bus/index.js';
import type { Auth } from '../../http/index.js';
import { orderSubscription } from './reactions.js';
import { createTicketRoutes } from './routes.js';
import { createTicketStore } from './store.js';

export { createTicketAnnouncer, type TicketAnnouncer } from './announcer.js';

export interface TicketsOptions {
  readonly bus: Bus;
  readonly auth: Auth;
  readonly currency: string;
}

/** The tickets module: what sellers list, and whose it is at the moment. */
export function createTickets({ bus, auth, currency }: TicketsOptions) {
  const store = createTicketStore(bus);
  return {
    routes: createTicketRoutes({ store, auth, currency }),
    subscriptions: [orderSubscription],
  };
}
