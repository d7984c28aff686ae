import { z } from 'zod';
import { type Ticket, ticketState } from '../../../src/events/tickets.js';

/** What the prices module knows of a ticket. */
export const priceState = ticketState.pick({ id: true, price: true, currency: true, version: true }).extend({
  /** The lowest price that the ticket was ever offered at, in minor units. */
  lowest: ticketState.shape.price,
  /** How often the price was changed. */
  changes: z.int().min(0),
  /** How many entries this module has emitted about the ticket: it emits none. */
  sequence: z.int().min(0),
});

export type Price = z.infer<typeof priceState>;

/** Takes over a newer state of the ticket. It is pure, as it may run more than once for an entry. */
export function note(before: Price | undefined, ticket: Ticket): Price {
  const { id, price, currency, version } = ticket;
  const isChanged = before !== undefined && before.price !== price;
  return {
    ...{ id, price, currency, version, sequence: 0 },
    lowest: Math.min(before?.lowest ?? price, price),
    changes: (before?.changes ?? 0) + (isChanged ? 1 : 0),
  };
}
