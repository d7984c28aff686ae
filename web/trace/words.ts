import { formatPrice } from '../format/money.js';
import type { EntryEvent, HoleEvent, Outcome } from './events.js';
import type { TraceEntry, VersionRange } from './trace.js';

/** What is said of the events of one trace: its orders are called A, B, C in the order in which they were made. */
export interface Words {
  /** The order's letter. */
  letterOf(orderId: string): string;
  /** The orders by their letters. */
  readonly orders: readonly { readonly letter: string; readonly id: string }[];
  /** What is new with an entry, in a few words for each thing. */
  changesIn(entry: TraceEntry): string[];
}

/** @param locale the browser's own, if none is given */
export function createWords(events: readonly EntryEvent[], locale?: string): Words {
  const letters = new Map<string, string>();
  for (const { entry } of events) {
    for (const id of [entry.order?.id, entry.changes?.orderId?.from, entry.changes?.orderId?.to]) {
      if (id && !letters.has(id)) letters.set(id, letterAt(letters.size));
    }
  }
  const letterOf = (id: string) => letters.get(id) ?? '?';
  return {
    letterOf,
    orders: [...letters].map(([id, letter]) => ({ id, letter })),
    changesIn: (entry) =>
      entry.order ? changesOfOrder(entry, locale) : changesOfTicket(entry, { letterOf, locale }),
  };
}

/** @example `v2`, or `no. 3` for the entries of the orders, which are counted and not versions of one thing */
export function versionOf({ type, sequence, kind }: TraceEntry): string {
  if (kind === 'request') return '';
  return type.startsWith('order:') ? `no. ${sequence}` : `v${sequence}`;
}

/** @example `v1`, `v1–v3` or `no. 4` */
export function rangeName({ from, to }: VersionRange, lane: HoleEvent['lane']): string {
  const name = (version: number) => (lane === 'tickets' ? `v${version}` : `no. ${version}`);
  return from === to ? name(from) : `${name(from)}–${name(to)}`;
}

export function holeReason({ lost }: HoleEvent): string {
  return lost ? 'entry is gone' : 'not announced';
}

/** What became of an entry, in a sentence. */
export function outcomeName(outcome: Outcome, lane: HoleEvent['lane']): string {
  switch (outcome.is) {
    case 'applied':
      return 'applied';
    case 'jump': {
      const from = outcome.from < 0 ? 'nothing' : `v${outcome.from}`;
      return `resync: jumped from ${from} to v${outcome.to}`;
    }
    case 'known':
      return 'told nothing new';
    case 'passed':
      return 'waited until the resync';
    case 'early':
      return `waits for ${outcome.missing.map((range) => rangeName(range, lane)).join(', ')}`;
    case 'behind':
      return 'waits in line';
    case 'trying':
      return isFailing(outcome) ? 'fails, retried' : 'being applied';
    case 'coming':
      return 'on its way';
    case 'dead':
      return outcome.error === null ? 'dead letter' : `dead letter: ${outcome.error}`;
  }
}

/** Longer than it takes to apply one, also on a busy server. */
const FAILING_MS = 1000;

function isFailing({ deliveries, idleMs }: Extract<Outcome, { is: 'trying' }>): boolean {
  return deliveries > 1 || idleMs > FAILING_MS;
}

function changesOfOrder({ type, order }: TraceEntry, locale: string | undefined): string[] {
  if (!order) return [];
  switch (type) {
    case 'order:created':
      return ['created', `at ${formatPrice(order.price, order.currency, locale)}`];
    case 'order:completed':
      return ['paid'];
    case 'order:cancelled':
      return ['cancelled', reasons[order.reason ?? 'buyer']];
    default:
      return ['refund due'];
  }
}

const reasons = {
  buyer: 'by the buyer',
  expired: 'the hold ran out',
  'ticket-withdrawn': 'ticket withdrawn',
};

function changesOfTicket(
  { kind, sequence, changes, ticket, waiting }: TraceEntry,
  { letterOf, locale }: { letterOf: (id: string) => string; locale: string | undefined },
): string[] {
  if (kind === 'request')
    return waiting === null ? ['asks for state'] : ['asks for state', `v${waiting} waits`];
  if (!ticket) return [];
  const price = `price ${formatPrice(ticket.price, ticket.currency, locale)}`;
  if (kind === 'snapshot') return ['whole state', price];
  if (!changes) return [price];
  const { orderId, status } = changes;
  return [
    ...(sequence === 0 ? ['listed'] : []),
    ...(orderId ? [orderId.to === null ? 'no orderId' : `orderId = ${letterOf(orderId.to)}`] : []),
    ...(status && (status.to === 'sold' || status.to === 'withdrawn') ? [status.to] : []),
    ...(changes.price || changes.currency ? [price] : []),
    ...(sequence === 0
      ? []
      : others.filter((name) => changes[name]).map((name) => `${labels[name]} changed`)),
  ];
}

const others = ['title', 'venue', 'startsAt', 'seat'] as const;

const labels = { title: 'title', venue: 'venue', startsAt: 'date', seat: 'seat' };

/** A to Z, then A2 to Z2. */
function letterAt(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26) + 1}`;
}
