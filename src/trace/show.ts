import { z } from 'zod';
import type { GroupDelivery, SubjectEntry, SubjectLine } from '../bus/index.js';
import { orderState } from '../events/orders.js';
import { changesBetween, type Ticket, ticketState } from '../events/tickets.js';
import type { Trace } from './schemas.js';

type Line = Trace['lines'][number];
type Entry = Line['entries'][number];

/** Who looks. */
export interface Viewer {
  /** Whether they may see why an entry is a dead letter: an error may say what the entry holds. */
  readonly isOperator: boolean;
}

/** What is shown of a subject. What is shown of an entry is listed here: what it holds besides stays where it is. */
export function show(ticketId: string, lines: readonly SubjectLine[], viewer: Viewer): Trace {
  return { ticketId, lines: lines.map((line) => showLine(line, viewer)) };
}

function showLine(line: SubjectLine, viewer: Viewer): Line {
  const { stream, first, emitted, groups, truncated, lost, entries } = line;
  const states = new Map<number, Ticket>();
  return {
    stream,
    first,
    version: emitted,
    groups: groups.map(({ group, applied }) => ({ group, version: applied })),
    truncated,
    lost: [...lost],
    entries: entries.map((entry) => showEntry(entry, states, viewer)),
  };
}

/** @param states the tickets that the changes before this one told, by their version; this one's is added */
function showEntry(
  { entryId, kind, event: { type, sequence, time, data }, deliveries }: SubjectEntry,
  states: Map<number, Ticket>,
  viewer: Viewer,
): Entry {
  const common = { entryId, type, kind, sequence, time };
  const nothing = { changes: null, ticket: null, order: null, waiting: null };
  const after = { deliveries: deliveries.map((delivery) => showDelivery(delivery, viewer)) };

  const ticket = ticketState.safeParse(data).data;
  if (ticket) {
    const before = states.get(sequence - 1);
    if (kind === 'change') states.set(sequence, ticket);
    const isKnown = kind === 'change' && (sequence === 0 || before !== undefined);
    const { title, price, currency, status, orderId } = ticket;
    const changes = isKnown ? changesBetween(before, ticket) : null;
    return { ...common, ...nothing, changes, ticket: { title, price, currency, status, orderId }, ...after };
  }
  const order = orderState.safeParse(data).data;
  if (order) {
    const { id, version, status, reason } = order;
    const { price, currency, version: ticketVersion } = order.ticket;
    const shown = { id, version, status, reason, price, currency, ticketVersion };
    return { ...common, ...nothing, order: shown, ...after };
  }
  return { ...common, ...nothing, waiting: request.safeParse(data).data?.waiting ?? null, ...after };
}

const request = z.object({ waiting: z.int().min(0) });

function showDelivery(delivery: GroupDelivery, { isOperator }: Viewer): Entry['deliveries'][number] {
  if (delivery.state === 'pending') return { ...delivery, missing: [...delivery.missing] };
  return delivery.state === 'dead' && !isOperator ? { ...delivery, deadLetter: null, error: null } : delivery;
}
