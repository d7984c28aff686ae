import { z } from 'zod';
import { defineEvent, defineStream } from '../../src/bus/event.js';
import { ticketState } from '../../src/events/tickets.js';

/** The row may be `null`, as entries and hashes of before do not have it. */
const ticketWithRow = ticketState.extend({ row: z.string().nullable() });

export const ticketEvents = defineStream('tickets', [
  defineEvent('ticket:created', ticketWithRow, 'A seller has listed a ticket.'),
]);
