import type { Bus } from '../../bus/index.js';
import { tickets } from './store.js';

/** Tells others what the tickets are, so that their copies can begin anew. */
export type TicketAnnouncer = ReturnType<typeof createTicketAnnouncer>;

/** @param bus what the tickets are read from and told by */
export function createTicketAnnouncer({ rebuilding }: Bus) {
  return {
    /** The ids of all tickets, page by page; one that is listed meanwhile may be among them or not. */
    ids: () => rebuilding.ids(tickets),
    /** Writes a `ticket:snapshot` of each. */
    announce: (ids: readonly string[]) => rebuilding.announce(tickets, 'ticket:snapshot', ids),
    /** Those of some ids that no ticket has. */
    missing: (ids: readonly string[]) => rebuilding.missing(tickets, ids),
  };
}
