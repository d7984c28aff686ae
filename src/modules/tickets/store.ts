import {
  at,
  type Bus,
  type Commit,
  defineSource,
  type HistoryEntry,
  isRefusal,
  type Once,
  type Refusal,
  refuse,
  type Traced,
} from '../../bus/index.js';
import { changesBetween, ticketEvents, ticketState } from '../../events/tickets.js';
import {
  edit,
  list,
  type SellersCommand,
  type Ticket,
  type TicketDetails,
  type TicketEdit,
  withdraw,
} from './ticket.js';

/** How a ticket is stored, announced and found. */
export const tickets = defineSource<Ticket>({
  name: 'tickets',
  schema: ticketState,
  stream: ticketEvents,
  announce(before, after) {
    if (!before) return 'ticket:created';
    return before.status !== 'withdrawn' && after.status === 'withdrawn'
      ? 'ticket:withdrawn'
      : 'ticket:updated';
  },
  subject: (ticket) => ticket.id,
  keepsHistory: true,
  indexes: ({ status, sellerId }) => [
    { name: byStatus(status), score: 0 },
    { name: bySeller(status, sellerId), score: 0 },
  ],
});

/** Which tickets to list. */
export interface TicketQuery {
  readonly status: Ticket['status'];
  readonly sellerId?: string | undefined;
  /** The id that ended the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Reads and changes tickets. All of it throws Unavailable when Redis does not answer in time. */
export type TicketStore = ReturnType<typeof createTicketStore>;

/** @param bus what the tickets are written to and read from */
export function createTicketStore({ journal, records, newId, newIdFor }: Bus) {
  function change<Code extends string>(
    id: string,
    decide: (ticket: Ticket) => Ticket | Refusal<Code>,
    { traceparent }: Traced,
  ) {
    return journal.commit<Ticket, Code | 'not-found'>({
      record: at(tickets, id),
      traceparent,
      decide: (ticket) => (ticket ? decide(ticket) : refuse('not-found')),
    });
  }

  return {
    create: (sellerId: string, details: TicketDetails, traced: Traced = {}) =>
      journal.commit(creation(newId(), sellerId, details, traced)),
    /** The same for a request that may be repeated; `replayed` says whether it was done before. */
    async createOnce(once: Once, sellerId: string, details: TicketDetails, traced: Traced = {}) {
      const id = await newIdFor(once);
      const ticket = await journal.commitOnce(once, creation(id, sellerId, details, traced));
      return isRefusal(ticket) ? ticket : { ticket, replayed: ticket.id !== id };
    },
    edit: (id: string, command: SellersCommand, changes: TicketEdit, traced: Traced = {}) =>
      change(id, (ticket) => edit(ticket, command, changes), traced),
    withdraw: (id: string, command: SellersCommand, traced: Traced = {}) =>
      change(id, (ticket) => withdraw(ticket, command), traced),
    get: (id: string) => records.get(tickets, id),
    /** Its versions, oldest first, as far as their entries are still in the stream. */
    async history(id: string, query: { readonly after?: number | undefined; readonly limit: number }) {
      const { before, items, next } = await records.history(tickets, id, query);
      return { next, items: versionsOf(before ? [before, ...items] : items).slice(before ? 1 : 0) };
    },
    /** Newest first. */
    page({ status, sellerId, after, limit }: TicketQuery) {
      const index = sellerId === undefined ? byStatus(status) : bySeller(status, sellerId);
      return records.page(tickets, { index, after, limit });
    },
  };
}

/** What each entry says of its version; the changes of the first one are known only where nothing was before it. */
function versionsOf(entries: readonly HistoryEntry[]) {
  return entries.map(({ entryId, event: { type, time, sequence: version, data } }, i) => {
    const before = entries[i - 1]?.event;
    const isKnown = version === 0 || before?.sequence === version - 1;
    const changes = isKnown
      ? changesBetween(before && ticketState.parse(before.data), ticketState.parse(data))
      : null;
    return { version, type, time, entryId, changes };
  });
}

function creation(
  id: string,
  sellerId: string,
  details: TicketDetails,
  { traceparent }: Traced,
): Commit<Ticket, Record<never, never>, never> {
  return {
    record: at(tickets, id),
    traceparent,
    decide: (_, { now }) => list(id, sellerId, details, new Date(now).toISOString()),
  };
}

function byStatus(status: Ticket['status']): string {
  return `tickets:by-status:${status}`;
}

/** A user id may hold any character, so it stands last. */
function bySeller(status: Ticket['status'], sellerId: string): string {
  return `tickets:by-seller:${status}:${sellerId}`;
}
