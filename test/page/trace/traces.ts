import type { Delivery, Lane, Trace, TraceEntry, TraceLine } from '../../../web/trace/trace.js';

export const ticketId = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';
export const orderA = '019a2f3d-0c5e-7a01-9b2c-4d5e6f70800a';
export const orderB = '019a2f3d-0c5e-7a01-9b2c-4d5e6f70800b';

/** What is to be said of an entry. */
interface Said extends Partial<TraceEntry> {
  /** What became of it in the other module. */
  readonly so?: Delivery;
}

const applied: Delivery = { group: '', state: 'applied' };

/**
 * Writes a trace as one tells a story: each entry a millisecond after the one before, and all of them applied, unless
 * something else is said.
 */
export function tellTrace() {
  let written = 0;
  const entries: Record<Lane, TraceEntry[]> = { tickets: [], orders: [] };

  function write(lane: Lane, type: string, sequence: number, { so = applied, ...said }: Said): void {
    const at = 1_732_300_000_000 + written;
    written += 1;
    const group = lane === 'tickets' ? 'orders' : 'tickets';
    entries[lane].push({
      ...{ entryId: `${at}-0`, type, kind: 'change', sequence, time: new Date(at).toISOString() },
      ...{ changes: null, ticket: null, order: null, waiting: null },
      ...said,
      deliveries: [{ ...so, group }],
    });
  }

  const ticketOf = (price: number): TraceEntry['ticket'] => ({
    ...{ title: 'Front row', price, currency: 'usd', status: 'available', orderId: null },
  });

  return {
    listed: (price = 2000, said: Said = {}) =>
      write('tickets', 'ticket:created', 0, {
        ...{ ticket: ticketOf(price), changes: { price: { from: null, to: price } } },
        ...said,
      }),
    repriced: (version: number, from: number, to: number, said: Said = {}) =>
      write('tickets', 'ticket:updated', version, {
        ...{ ticket: ticketOf(to), changes: { price: { from, to } } },
        ...said,
      }),
    reserved: (version: number, orderId: string, said: Said = {}) =>
      write('tickets', 'ticket:updated', version, {
        ticket: { title: 'Front row', price: 2000, currency: 'usd', status: 'reserved', orderId },
        changes: { status: { from: 'available', to: 'reserved' }, orderId: { from: null, to: orderId } },
        ...said,
      }),
    freed: (version: number, orderId: string, said: Said = {}) =>
      write('tickets', 'ticket:updated', version, {
        ticket: ticketOf(2000),
        changes: { status: { from: 'reserved', to: 'available' }, orderId: { from: orderId, to: null } },
        ...said,
      }),
    sold: (version: number, orderId: string) =>
      write('tickets', 'ticket:updated', version, {
        ticket: { title: 'Front row', price: 2000, currency: 'usd', status: 'sold', orderId: null },
        changes: { status: { from: 'reserved', to: 'sold' }, orderId: { from: orderId, to: null } },
      }),
    snapshot: (version: number, said: Said = {}) =>
      write('tickets', 'ticket:snapshot', version, { kind: 'snapshot', ticket: ticketOf(3000), ...said }),
    asked: (sequence: number, waiting: number, said: Said = {}) =>
      write('orders', 'ticket:resync-requested', sequence, { kind: 'request', waiting, ...said }),
    order: (
      sequence: number,
      what: 'created' | 'cancelled' | 'completed' | 'refund-due',
      { id = orderA, ticketVersion = 0, ...said }: Said & { id?: string; ticketVersion?: number } = {},
    ) =>
      write('orders', `order:${what}`, sequence, {
        order: {
          ...{ id, version: ({ created: 0, cancelled: 1, completed: 1, 'refund-due': 2 } as const)[what] },
          status: what === 'created' ? 'created' : what === 'completed' ? 'complete' : 'cancelled',
          reason: what === 'cancelled' ? 'buyer' : null,
          ...{ price: 2000, currency: 'usd', ticketVersion },
        },
        ...said,
      }),
    /** @param stands the versions of both modules, where they are not those of the last entries */
    trace(stands: { tickets?: Partial<TraceLine>; orders?: Partial<TraceLine>; copy?: number } = {}): Trace {
      const line = (lane: Lane, first: number): TraceLine => {
        const last = entries[lane].filter(({ kind }) => kind === 'change').at(-1)?.sequence;
        const group = lane === 'tickets' ? 'orders' : 'tickets';
        const version = last ?? (lane === 'orders' ? 0 : null);
        const groups = [{ group, version: lane === 'tickets' ? (stands.copy ?? version) : version }];
        const base = { stream: lane, first, version, groups, truncated: false, lost: [] };
        return { ...base, entries: entries[lane], ...stands[lane] };
      };
      return { ticketId, lines: [line('tickets', 0), line('orders', 1)] };
    },
  };
}

export const early = (from: number, to = from): Delivery => ({
  ...{ group: '', state: 'pending', deliveries: 1, idleMs: 5, missing: [{ from, to }] },
});

export const pending = (deliveries = 1, idleMs = 5): Delivery => ({
  ...{ group: '', state: 'pending', deliveries, idleMs, missing: [] },
});

export const dead = (error: string | null): Delivery => ({
  ...{ group: '', state: 'dead', deadLetter: null, error, attempts: 10 },
});

export const undelivered: Delivery = { group: '', state: 'undelivered' };

/** The story of design.md. */
export function story(): Trace {
  const tell = tellTrace();
  tell.listed(2000);
  tell.order(1, 'created');
  tell.reserved(1, orderA);
  tell.order(2, 'cancelled');
  tell.freed(2, orderA);
  tell.repriced(3, 2000, 3000);
  return tell.trace();
}
