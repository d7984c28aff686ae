import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import type { Breach, Call, Outcome, Request, Written } from './call.js';
import { check } from './check.js';

const stamp = '2026-03-01T10:00:00.000Z';

/** A ticket of Ann's, at a version and with what is special about it. */
export function ticketAt(version: number, special: Partial<Ticket> = {}): Ticket {
  return {
    ...{
      id: 'ticket',
      title: 'Concert',
      price: 2000,
      currency: 'usd',
      venue: null,
      startsAt: null,
      seat: null,
    },
    ...{ sellerId: 'ann', status: 'available', orderId: null, version, createdAt: stamp, updatedAt: stamp },
    ...special,
  };
}

/** Bob's order of that ticket. */
export function orderAt(version: number, special: Partial<Order> = {}): Order {
  const { id, title, price, currency } = ticketAt(0);
  return {
    ...{
      id: 'order',
      status: 'created',
      reason: null,
      buyerId: 'bob',
      version,
      createdAt: stamp,
      updatedAt: stamp,
    },
    ticket: { id, title, price, currency, version: 0 },
    ...{ expiresAt: '2026-03-01T10:15:00.000Z', refundDue: false, paymentReference: null, refunds: [] },
    ...special,
  };
}

/** A history that a test writes itself, call by call and entry by entry. */
export function handMade() {
  const calls: Call[] = [];
  const tickets: Written<Ticket>[] = [];
  const orders: Written<Order>[] = [];

  /** @param times from when until when; without them, after all the calls before it */
  function call(user: string, request: Request, outcome: Outcome, times?: readonly [number, number]): Call {
    const number = calls.length + 1;
    const [invokedAt, ended] = times ?? [number * 10, number * 10 + 5];
    const returnedAt = outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : ended;
    const made = {
      number,
      server: 0,
      user,
      request,
      traceId: `trace ${number}`,
      invokedAt,
      returnedAt,
      outcome,
    };
    calls.push(made);
    return made;
  }

  function append<State extends { readonly version: number }>(
    line: Written<State>[],
    { type, state, by, first }: { type: string; state: State; by: Call | undefined; first: number },
  ): void {
    const sequence = line.length + first;
    line.push({ entryId: `${type} ${sequence}`, type, sequence, traceId: by?.traceId, state });
  }

  return {
    call,
    ticket: (state: Ticket, by?: Call) =>
      append(tickets, {
        type: state.version === 0 ? 'ticket:created' : 'ticket:updated',
        state,
        by,
        first: 0,
      }),
    order: (type: string, state: Order, by?: Call) => append(orders, { type, state, by, first: 1 }),
    breaches: (): Breach[] =>
      check(calls, {
        tickets: new Map(tickets.length > 0 ? [['ticket', tickets]] : []),
        orders: new Map(orders.length > 0 ? [['ticket', orders]] : []),
      }),
    /** Ann lists the ticket. */
    listed(): Call {
      const body = ticketAt(0);
      const by = call('ann', { kind: 'list', price: body.price, key: 'list' }, ok(body));
      append(tickets, { type: 'ticket:created', state: body, by, first: 0 });
      return by;
    },
    /** Bob orders it, and the ticket hears of it. */
    ordered(): Call {
      const body = orderAt(0);
      const by = call('bob', { kind: 'order', ticketId: 'ticket' }, ok(body));
      append(orders, { type: 'order:created', state: body, by, first: 1 });
      append(tickets, { type: 'ticket:updated', state: reserved(tickets.length), by, first: 0 });
      return by;
    },
  };
}

export const reserved = (version: number) => ticketAt(version, { status: 'reserved', orderId: 'order' });

export const ok = (body?: unknown): Outcome => ({ kind: 'ok', body });
export const refused = (problem: string): Outcome => ({ kind: 'refused', problem });
export const unknown: Outcome = { kind: 'unknown', why: 'socket hang up' };

/** What is asked for about them. */
export const look: Request = { kind: 'look', ticketId: 'ticket' };
export const lookAtOrder: Request = { kind: 'check', ticketId: 'ticket', orderId: 'order' };
export const cancel: Request = { kind: 'cancel', ticketId: 'ticket', orderId: 'order' };
export const order: Request = { kind: 'order', ticketId: 'ticket' };
export const edit = (price: number, ifMatch?: number): Request => ({
  ...{ kind: 'edit', ticketId: 'ticket', price },
  ...(ifMatch !== undefined && { ifMatch }),
});
export const pay = (reference: string, amount = 2000): Request => ({
  ...{ kind: 'pay', ticketId: 'ticket', orderId: 'order', reference, amount },
});
export const cancelled = orderAt(1, { status: 'cancelled', reason: 'buyer' });
export const complete = orderAt(1, { status: 'complete', paymentReference: 'one' });
export const lost: Partial<Order> = { status: 'cancelled', reason: 'ticket-withdrawn' };

/** The rules that a history breaks, which begins with Ann listing the ticket. */
export function breachesOf(write: (world: World) => void): string[] {
  const world = handMade();
  world.listed();
  write(world);
  return [...new Set(world.breaches().map(({ rule }) => rule))];
}

export type World = ReturnType<typeof handMade>;
