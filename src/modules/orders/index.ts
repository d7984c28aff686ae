import type { Bus, Log } from '../../bus/index.js';
import type { Auth } from '../../http/index.js';
import { createExpiry } from './expiry.js';
import { createPayments, type PaymentOptions } from './payments.js';
import { ticketSubscription } from './reactions.js';
import { createOrderRoutes } from './routes.js';
import { createOrderStore } from './store.js';

export { createReplicaRebuild, type ReplicaRebuild } from './rebuild.js';
export { createWebhookSigner } from './webhook.js';

export interface OrdersOptions {
  readonly bus: Bus;
  readonly auth: Auth;
  readonly holdSeconds: number;
  readonly payment: PaymentOptions;
  readonly log: Log;
}

/** The orders module: who gets a ticket, and for how long. */
export function createOrders({ bus, auth, holdSeconds, payment, log }: OrdersOptions) {
  const store = createOrderStore(bus, { holdSeconds });
  const expiry = createExpiry({ store, partitions: bus.partitions, log });
  const payments = createPayments(store, payment);
  const routes = createOrderRoutes({ store, auth });
  if (payments.routes) routes.route('/', payments.routes);
  else log.warn({}, UNPAID);
  return {
    routes,
    devRoutes: payments.devRoutes,
    subscriptions: [ticketSubscription],
    start: () => expiry.start(),
    stop: () => expiry.stop(),
  };
}

const UNPAID =
  'PAYMENT_WEBHOOK_SECRET is not set: nobody can tell this server that an order was paid, so that each of them ends by ' +
  'its hold. Set it to the whsec_… of your payment provider';
