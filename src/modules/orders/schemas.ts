import { z } from '@hono/zod-openapi';
import { orderState } from '../../events/orders.js';
import { idParam, pageQuery, pathId } from '../../http/index.js';
import { replicaState } from './replica.js';

/** An order as the API shows it to its buyer. Made anew: `openapi` is known only to schemas made after its library. */
export const orderSchema = z.object(orderState.shape).openapi('Order');

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
    price: z.int().optional().openapi({ description: 'The price that you saw; another one is refused.' }),
    ticketVersion: z
      .int()
      .min(0)
      .optional()
      .openapi({ description: 'The version of the ticket that you saw.' }),
  })
  .openapi('OrderInput');

export const orderPath = z.object({ id: pathId });

export const replicaPath = z.object({ ticketId: pathId });

export const orderQuery = z.strictObject({ status: orderState.shape.status.optional(), ...pageQuery });
