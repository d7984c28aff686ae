import { createClient, send } from '../client/index.js';
import { readConfig } from '../config.js';
import { createWebhookSigner } from '../modules/orders/index.js';

/** Pays an order, as its buyer's payment provider would tell of it. */
export type Payer = (order: PaidOrder) => Promise<unknown>;

export interface PaidOrder {
  readonly id: string;
  readonly ticket: { readonly price: number; readonly currency: string };
}

export interface PayerOptions {
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * A server in development mode plays the provider itself; one with a key is told by a webhook, which is signed with
 * PAYMENT_WEBHOOK_SECRET.
 *
 * @throws Error with a sentence when nobody can pay there
 */
export function createPayer({ url, env, signal }: PayerOptions): Payer {
  const { AUTH_SECRET, PAYMENT_WEBHOOK_SECRET } = env;
  if (!AUTH_SECRET) {
    const anybody = createClient(url, { signal });
    return ({ id }) => anybody.call('POST', `/dev/pay/${id}`);
  }
  const [secret] = readConfig({ AUTH_SECRET, PAYMENT_WEBHOOK_SECRET }).paymentSecrets;
  if (secret === undefined)
    throw new Error(
      'PAYMENT_WEBHOOK_SECRET is not set, and the story pays for an order: set it to the secret that the server has.',
    );
  const unauthenticated = 'The payment is signed with PAYMENT_WEBHOOK_SECRET: set it as the server has it.';
  const sign = createWebhookSigner(secret);
  return ({ id, ticket: { price: amount, currency } }) => {
    const data = { orderId: id, reference: `story-${id}`, amount, currency };
    const body = JSON.stringify({ type: 'payment.succeeded', data });
    const headers = { 'content-type': 'application/json', ...sign({ id: data.reference, body }) };
    return send(
      { method: 'POST', url: `${url}/api/payments/webhook`, headers, body },
      { signal, unauthenticated },
    );
  };
}
