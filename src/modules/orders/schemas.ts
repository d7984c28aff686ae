import { z } from '@hono/zod-openapi';
import { orderState } from '../../events/orders.js';
import { ticketState } from '../../events/tickets.js';
import { idParam, pageQuery, pathId } from '../../http/index.js';
import { replicaState } from './replica.js';

const ticketId = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';

const exampleOrder = {
  id: '019a2f3d-0c5e-7a01-9b2c-4d5e6f708000',
  status: 'created',
  reason: null,
  buyerId: 'bob',
  ticket: { id: ticketId, title: 'Front row', price: 2000, currency: 'usd', version: 0 },
  expiresAt: '2026-11-22T10:16:00.000Z',
  refundDue: false,
  paymentReference: null,
  refunds: [],
  version: 0,
  createdAt: '2026-11-22T10:01:00.000Z',
  updatedAt: '2026-11-22T10:01:00.000Z',
};

/** An order as the API shows it to its buyer. Made anew: `openapi` is known only to schemas made after its library. */
export const orderSchema = z.object(orderState.shape).openapi('Order', { example: exampleOrder });

/** The orders module's copy of a ticket, as the API shows it. */
export const replicaSchema = replicaState
  .omit({ id: true, orderId: true, sequence: true })
  .extend({
    ticketId: replicaState.shape.id,
    held: z.boolean().openapi({ description: 'Whether an order has the ticket.' }),
  })
  .openapi('Replica');

export const orderInput = z
  .strictObject({
    ticketId: idParam,
    price: ticketState.shape.price
      .optional()
      .openapi({ description: 'The price that you saw; another one is refused.', example: 2000 }),
    ticketVersion: z
      .int()
      .min(0)
      .optional()
      .openapi({ description: 'The version of the ticket that you saw.', example: 0 }),
  })
  .openapi('OrderInput');

const payment = z.object({
  orderId: idParam,
  reference: z
    .string()
    .min(1)
    .max(200)
    .refine((value) => value.isWellFormed(), 'Unicode text, without unpaired surrogates.'),
  amount: z.int(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'Three letters, as in ISO 4217.')
    .toLowerCase(),
});

/**
 * What a payment provider tells: the payment, or `undefined` for what we have no use for. Fields that we don't know
 * are its own business.
 */
export const webhookEvent = z
  .object({
    type: z.string().openapi({ example: 'payment.succeeded' }),
    data: z
      .unknown()
      .optional()
      .openapi({
        description:
          'Of `payment.succeeded`: the order, your name for the payment, and what was paid, in minor units. Of another ' +
          'type whatever it has.',
        example: {
          orderId: exampleOrder.id,
          reference: 'pay_1',
          amount: 2000,
          currency: 'usd',
        },
      }),
  })
  .transform((event, context) => {
    if (event.type !== 'payment.succeeded') return undefined;
    const parsed = payment.safeParse(event.data);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) {
      context.addIssue({ code: 'custom', message, path: ['data', ...path] });
    }
    return z.NEVER;
  });

export const orderPath = z.object({ id: pathId });

export const replicaPath = z.object({ ticketId: pathId });

export const orderQuery = z.strictObject({ status: orderState.shape.status.optional(), ...pageQuery });
