import { createRoute } from '@hono/zod-openapi';
import { isRefusal } from '../../bus/index.js';
import {
  bodyProblems,
  createRouter,
  empty,
  jsonBody,
  jsonRequest,
  problem,
  problemResponses,
  signatureNeeded,
  uncountedProblems,
} from '../../http/index.js';
import { webhookEvent } from './schemas.js';
import type { OrderStore } from './store.js';
import { requireSignature } from './webhook.js';

export interface PaymentRoutesOptions {
  readonly store: OrderStore;
  /** Secrets of the payment provider, `whsec_…`; each of them is good. */
  readonly secrets: readonly string[];
}

/** The call by which a payment provider tells of payments. */
export function createPaymentRoutes({ store, secrets }: PaymentRoutesOptions) {
  const receive = createRoute({
    method: 'post',
    path: '/payments/webhook',
    operationId: 'receivePayment',
    summary: 'Tell of a payment',
    description:
      'Called by a payment provider. The same reference told of twice is one payment; one that comes too late takes ' +
      'nothing and is noted as due back. Events of another type are heard and forgotten.',
    tags: ['Payments'],
    security: signatureNeeded,
    middleware: [jsonBody, requireSignature(secrets)],
    request: { body: jsonRequest(webhookEvent) },
    responses: {
      204: { description: 'Heard.' },
      ...problemResponses(
        ...uncountedProblems,
        ...bodyProblems,
        'wrong-amount',
        'invalid-signature',
        'not-found',
      ),
    },
  });

  return createRouter().openapi(receive, async (c) => {
    const told = c.req.valid('json');
    if (told === undefined) return empty(c, 204);
    const { orderId, ...payment } = told;
    const result = await store.pay(orderId, payment, c.get('trace'));
    return isRefusal(result) ? problem(c, result.refused, result) : empty(c, 204);
  });
}
