import { createRoute } from '@hono/zod-openapi';
import { createRouter, localOnly, problem, problemResponses, uncountedProblems } from '../../http/index.js';
import { orderPath } from './schemas.js';
import type { OrderStore } from './store.js';
import type { SignWebhook } from './webhook.js';

export interface DevPayOptions {
  readonly store: OrderStore;
  readonly sign: SignWebhook;
  /** The door that a real provider comes in by. */
  readonly deliver: (body: string, headers: Record<string, string>) => Promise<Response> | Response;
}

/** `POST /dev/pay/:id` plays the payment provider; only for development mode. */
export function createDevPayRoutes({ store, sign, deliver }: DevPayOptions) {
  const pay = createRoute({
    method: 'post',
    path: '/dev/pay/{id}',
    operationId: 'playProvider',
    summary: 'Pay an order (development mode only)',
    tags: ['Development'],
    middleware: [localOnly],
    request: { params: orderPath },
    responses: {
      204: { description: 'The provider was heard.' },
      ...problemResponses(...uncountedProblems, 'not-found', 'misdirected-request'),
    },
  });

  return createRouter().openapi(pay, async (c) => {
    const order = await store.get(c.req.valid('param').id);
    if (!order) return problem(c, 'not-found');
    const { price: amount, currency } = order.ticket;
    // Paying twice is one payment that is told of twice.
    const data = { orderId: order.id, reference: `dev-${order.id}`, amount, currency };
    const body = JSON.stringify({ type: 'payment.succeeded', data });
    const { traceparent } = c.get('trace');
    const answer = await deliver(body, { ...sign({ id: data.reference, body }), traceparent });
    return answer.ok ? c.body(null, 204) : answer;
  });
}
