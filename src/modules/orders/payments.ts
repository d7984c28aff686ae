import { randomBytes } from 'node:crypto';
import { answerError, createRouter, joinTrace } from '../../http/index.js';
import { createDevPayRoutes } from './dev-pay.js';
import { createPaymentRoutes } from './payment-routes.js';
import type { OrderStore } from './store.js';
import { createWebhookSigner } from './webhook.js';

export interface PaymentOptions {
  /** Of the payment provider, `whsec_…`; each of them is good, and without one nobody can tell of payments. */
  readonly secrets: readonly string[];
  /** Whether the server plays the provider too, as in development mode. */
  readonly playProvider: boolean;
}

/** The door for payment providers, and in development mode a provider to come in by it. */
export function createPayments(store: OrderStore, { secrets, playProvider }: PaymentOptions) {
  if (!playProvider) return secrets.length > 0 ? { routes: createPaymentRoutes({ store, secrets }) } : {};

  const own = `whsec_${randomBytes(32).toString('base64')}`;
  const routes = createPaymentRoutes({ store, secrets: [own, ...secrets] });
  const door = createRouter();
  door.use(joinTrace);
  door.onError(answerError);
  door.route('/', routes);
  const devRoutes = createDevPayRoutes({
    store,
    sign: createWebhookSigner(own),
    deliver: (body, signature) => {
      const headers = { ...signature, 'Content-Type': 'application/json' };
      return door.request('/payments/webhook', { method: 'POST', headers, body });
    },
  });
  return { routes, devRoutes };
}
