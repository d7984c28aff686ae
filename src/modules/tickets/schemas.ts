import { z } from '@hono/zod-openapi';
import { ticketChanges, ticketState } from '../../events/tickets.js';
import { pageQuery, pageQueryOf, pathId } from '../../http/index.js';

const exampleTicket = {
  id: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000',
  title: 'Front row',
  price: 2000,
  currency: 'usd',
  venue: 'Opera',
  startsAt: '2026-12-31T19:00:00.000Z',
  seat: '7',
  sellerId: 'ann',
  status: 'available',
  orderId: null,
  version: 0,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

/** A ticket as the API shows it. Made anew: `openapi` is known only to schemas made after that library was loaded. */
export const ticketSchema = z.object(ticketState.shape).openapi('Ticket', { example: exampleTicket });

/** Redis stores UTF-8, which has no half of a surrogate pair. */
const text = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((value) => value.isWellFormed(), 'Unicode text, without unpaired surrogates.');

const details = {
  title: text.openapi({ example: 'Front row' }),
  price: z
    .int()
    .min(1)
    .max(100_000_000)
    .openapi({ description: 'In minor units of the currency.', example: 2000 }),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'Three letters, as in ISO 4217.')
    .toLowerCase()
    .optional()
    .openapi({ example: 'usd' }),
  venue: text.nullable().optional().openapi({ example: 'Opera' }),
  startsAt: z.iso
    .datetime({ offset: true })
    .transform((time) => new Date(time).toISOString())
    // A time at the edge of the year 0 or 9999 can leave it by its offset.
    .pipe(z.iso.datetime())
    .nullable()
    .optional()
    .openapi({ example: '2026-12-31T20:00:00+01:00' }),
  seat: text.nullable().optional().openapi({ example: '7' }),
};

export const ticketInput = z.strictObject(details).openapi('TicketInput');

export const ticketEdit = z.strictObject(details).partial().openapi('TicketEdit');

export const ticketPath = z.object({ id: pathId });

export const ticketQuery = z.strictObject({
  status: ticketState.shape.status.default('available'),
  seller: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: 'A user id, or "me" for your own tickets.' }),
  ...pageQuery,
});

/** A version's number, which is what a cursor of a history holds. */
const version = z.string().regex(/^(0|[1-9]\d{0,14})$/);

export const historyQuery = z.strictObject(pageQueryOf(version));

/** One version of a ticket, and what it changed. */
export const ticketVersionSchema = z
  .object({
    version: z.int().min(0),
    type: z.string().openapi({
      enum: ['ticket:created', 'ticket:updated', 'ticket:withdrawn'],
      example: 'ticket:updated',
    }),
    time: z.iso.datetime(),
    entryId: z.string().openapi({
      example: '1732300000000-0',
      description: 'The id of the entry in the stream `tickets` that announced the version.',
    }),
    changes: z.object(ticketChanges.shape).nullable().openapi({
      description: 'The fields that changed; null where the version before is no longer in the stream.',
    }),
  })
  .openapi('TicketVersion');
