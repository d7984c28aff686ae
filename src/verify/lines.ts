import { decodeEvent, type EventIn } from '../bus/index.js';
import { type Order, orderEvents } from '../events/orders.js';
import { type Ticket, ticketEvents } from '../events/tickets.js';
import {
  checkOrderEntry,
  checkPlace,
  checkSnapshot,
  checkTicketEntry,
  type EntryPlace,
  entryKey,
} from './entry-checks.js';
import type { Findings } from './findings.js';
import type { KeptSince } from './kept.js';
import type { StreamName } from './layout.js';
import { advance, awaitSnapshot, type Line, lineName, type Step } from './line.js';
import type { OutsideEntry } from './outside.js';
import { type Violation, violation } from './violation.js';

/** Where each line stands, entry by entry. */
export interface Lines {
  /** By the id of the ticket. */
  readonly tickets: ReadonlyMap<string, Line>;
  /** All orders of a ticket form one line; by the id of the ticket. */
  readonly orderLines: ReadonlyMap<string, Line>;
  /** By the id of the order; sequences are its versions. */
  readonly orders: ReadonlyMap<string, Line>;
  /** Checks the next entry of a stream, and what it does to its line. */
  take(entry: EntryToTake): Taken;
}

export interface EntryToTake {
  readonly place: EntryPlace;
  readonly fields: readonly string[];
  /** Whether the group of its stream has not applied it yet. */
  readonly isWaiting: boolean;
}

export interface Taken {
  /** The state that it announces, if it announces one. */
  readonly state?: Ticket | Order;
  /** What is missing before it. It is for the caller to judge: what was trimmed is no gap. */
  readonly gaps: readonly Gap[];
  /** The entry itself, if it is a snapshot or a request. */
  readonly outside?: OutsideEntry;
}

export interface Gap {
  readonly found: Violation;
  /** The entry before it. */
  readonly afterId: string;
}

type TicketEvent = EventIn<typeof ticketEvents>;
type OrderEvent = EventIn<typeof orderEvents>;
type NewStep = Pick<Step, 'entryId' | 'isWaiting'>;

/** @param findings takes what is wrong with an entry */
export function createLines(findings: Findings, keptSince: KeptSince): Lines {
  const tickets = new Map<string, Line>();
  const orderLines = new Map<string, Line>();
  const orders = new Map<string, Line>();

  function takeTicket(place: EntryPlace, event: TicketEvent, step: NewStep): Taken {
    const { subject, sequence, time, data } = event;
    const before = tickets.get(subject);
    if (event.type === 'ticket:snapshot') {
      findings.add(checkSnapshot(place, event, before));
      if (before && step.isWaiting) tickets.set(subject, awaitSnapshot(before));
      return { gaps: [], outside: { place, event } };
    }
    findings.add(checkTicketEntry(place, event));
    const ofLine = { ...step, sequence, time, isKept: true };
    const gaps = extend(tickets, subject, lineName('tickets', subject), place, ofLine);
    return { state: data, gaps };
  }

  function takeOrder(place: EntryPlace, event: OrderEvent, step: NewStep): Taken {
    if (event.type === 'ticket:resync-requested') {
      findings.add(checkPlace(place, event.subject));
      return { gaps: [], outside: { place, event } };
    }
    const { subject, sequence, time, data } = event;
    findings.add(checkOrderEntry(place, event));
    const isKept = keptSince.includes(place.partition, Date.parse(time));
    const ofLine = { ...step, sequence, time, isKept };
    const ofOrder = { ...ofLine, sequence: data.version };
    const gaps = [
      ...extend(orderLines, subject, lineName('orders', subject), place, ofLine),
      ...extend(orders, data.id, `order ${data.id}`, place, ofOrder),
    ];
    return { state: data, gaps };
  }

  function extend(lines: Map<string, Line>, id: string, what: string, place: EntryPlace, step: Step): Gap[] {
    const before = lines.get(id);
    const { line, fault } = advance(before, step);
    lines.set(id, line);
    if (!before || !fault) return [];
    const { sequence } = step;
    const detail =
      fault === 'twice'
        ? `${what}: ${sequence} is announced a second time, after ${before.last}`
        : `${what}: ${sequence} follows ${before.last}, so nothing announces ${before.last + 1}`;
    const keys = [entryKey(place), entryKey({ ...place, entryId: before.lastId })];
    const found = violation('versions', place.partition, keys, detail);
    if (fault === 'gap') return [{ found, afterId: before.lastId }];
    findings.add([found]);
    return [];
  }

  return {
    tickets,
    orderLines,
    orders,
    take({ place, fields, isWaiting }) {
      findings.looked('entries');
      const step = { entryId: place.entryId, isWaiting };
      const decoded = decode(place.stream, fields);
      if ('ticket' in decoded) return takeTicket(place, decoded.ticket, step);
      if ('order' in decoded) return takeOrder(place, decoded.order, step);
      findings.add([violation('entries', place.partition, [entryKey(place)], decoded.error)]);
      return { gaps: [] };
    },
  };
}

type Decoded = { readonly ticket: TicketEvent } | { readonly order: OrderEvent } | { readonly error: string };

function decode(stream: StreamName, fields: readonly string[]): Decoded {
  try {
    return stream === 'tickets'
      ? { ticket: decodeEvent(ticketEvents, fields) }
      : { order: decodeEvent(orderEvents, fields) };
  } catch (error) {
    return { error: `is no event: ${error instanceof Error ? error.message : String(error)}` };
  }
}
