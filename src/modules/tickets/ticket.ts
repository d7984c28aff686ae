import { type Refusal, refuse } from '../../bus/refusal.js';
import type { Ticket } from '../../events/tickets.js';

export type { Ticket };

/** What a seller says of a ticket. */
export type TicketDetails = Pick<Ticket, 'title' | 'price' | 'currency' | 'venue' | 'startsAt' | 'seat'>;

/** What a seller says anew; what is not mentioned stays as it is. */
export type TicketEdit = { readonly [Name in keyof TicketDetails]?: TicketDetails[Name] | undefined };

/** A new ticket, for sale. `now` is an RFC 3339 time. */
export function list(id: string, sellerId: string, details: TicketDetails, now: string): Ticket {
  const stamps = { version: 0, createdAt: now, updatedAt: now };
  return { id, ...details, sellerId, status: 'available', orderId: null, ...stamps };
}

/** Who wants to change the ticket, and which versions of it they know. */
export interface SellersCommand {
  readonly userId: string;
  readonly expects: (version: number) => boolean;
}

/** Changes what the seller says of the ticket; only while nobody has a claim on it. */
export function edit(
  ticket: Ticket,
  command: SellersCommand,
  changes: TicketEdit,
): Ticket | Refusal<Forbidden | Unsettled> {
  return forbidden(ticket, command) ?? taken(ticket) ?? { ...ticket, ...mentioned(changes, ticket) };
}

/** Takes the ticket off the market; doing it again changes nothing. */
export function withdraw(
  ticket: Ticket,
  command: SellersCommand,
): Ticket | Refusal<Forbidden | 'ticket-reserved' | 'ticket-sold'> {
  const refusal = forbidden(ticket, command);
  if (refusal) return refusal;
  if (ticket.status === 'withdrawn') return ticket;
  if (ticket.status !== 'available') return refuse(`ticket-${ticket.status}`);
  return { ...ticket, status: 'withdrawn' };
}

/** Gives the ticket to an order. A ticket that was withdrawn meanwhile stays so: the order will be cancelled. */
export function reserve(ticket: Ticket, orderId: string): Ticket | Refusal<Unsettled> {
  return taken(ticket) ?? { ...ticket, status: 'reserved', orderId };
}

/** Puts the ticket back on the market, if it is this order that has it. */
export function free(ticket: Ticket, orderId: string): Ticket {
  if (ticket.orderId !== orderId) return ticket;
  return { ...ticket, status: 'available', orderId: null };
}

/** Makes a paid reservation final, if it is this order that has the ticket. */
export function sell(ticket: Ticket, orderId: string): Ticket {
  if (ticket.orderId !== orderId) return ticket;
  return { ...ticket, status: 'sold', orderId: null };
}

type Forbidden = 'not-seller' | 'version-mismatch';
type Unsettled = 'ticket-reserved' | 'ticket-sold' | 'ticket-withdrawn';

function mentioned(
  changes: TicketEdit,
  { title, price, currency, venue, startsAt, seat }: Ticket,
): TicketDetails {
  return {
    title: changes.title ?? title,
    price: changes.price ?? price,
    currency: changes.currency ?? currency,
    // null takes these away, so it is not the same as leaving them out.
    venue: changes.venue === undefined ? venue : changes.venue,
    startsAt: changes.startsAt === undefined ? startsAt : changes.startsAt,
    seat: changes.seat === undefined ? seat : changes.seat,
  };
}

function forbidden(ticket: Ticket, command: SellersCommand): Refusal<Forbidden> | undefined {
  if (ticket.sellerId !== command.userId) return refuse('not-seller');
  return command.expects(ticket.version) ? undefined : refuse('version-mismatch');
}

function taken(ticket: Ticket): Refusal<Unsettled> | undefined {
  return ticket.status === 'available' ? undefined : refuse(`ticket-${ticket.status}`);
}
