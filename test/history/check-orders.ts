import type { Order } from '../../src/events/orders.js';
import type { Breach, Call, Written } from './call.js';
import { type Claim, weigh } from './claims.js';
import { entryBy, type History, isSame, itemsOf, nameOf } from './history.js';
import { misplaced, type Write } from './register.js';

/** All orders of a ticket, as they are after one of their entries. */
interface Orders {
  readonly byId: ReadonlyMap<string, Order>;
  /** The one that has the ticket: a live one, or the one that bought it. */
  readonly holder: string | undefined;
}

/** The orders of a ticket are one register: one line of entries tells of all of them. */
export function* checkOrders(history: History): Iterable<Breach> {
  const { calls, stored } = history;
  yield* missingInLists(history);
  const { breaches, reads } = weigh<Orders>(calls, (call) => claimsOf(call, history));
  yield* breaches;
  for (const ticketId of new Set([...stored.orders.keys(), ...reads.keys()])) {
    const line = stored.orders.get(ticketId) ?? [];
    const odd = line.find(({ sequence }, i) => sequence !== i + 1);
    if (odd) yield { rule: 'versions have a gap', detail: `entry ${odd.entryId}`, ticketId };
    const writes: Write<Orders>[] = [];
    for (const entry of line) {
      const before = writes.at(-1)?.state ?? none;
      const wrong = wrongStep(before, entry, history);
      if (wrong !== undefined) yield { rule: wrong, detail: `entry ${entry.entryId}`, ticketId };
      writes.push(writeOf(before, entry, history));
    }
    const first = misplaced(writes, reads.get(ticketId) ?? []);
    if (first)
      yield { rule: 'not linearizable', detail: `${first.what} has no place among the others`, ticketId };
  }
}

const none: Orders = { byId: new Map(), holder: undefined };

function after({ byId, holder }: Orders, { state }: Written<Order>): Orders {
  const released = state.status === 'cancelled' && holder === state.id;
  const taken = state.status !== 'cancelled';
  return {
    byId: new Map(byId).set(state.id, state),
    holder: taken ? state.id : released ? undefined : holder,
  };
}

/** @returns the rule that an entry breaks, judged by what was before it */
function wrongStep({ byId, holder }: Orders, entry: Written<Order>, history: History): string | undefined {
  const { type, state } = entry;
  const before = byId.get(state.id);
  const call = history.attempts.callOf(entry.traceId);
  if (type === 'order:created') {
    if (before || state.version !== 0) return 'an order was made twice';
    if (holder !== undefined) return 'a ticket has two orders';
    return call?.request.kind === 'order' && call.user === state.buyerId ? undefined : 'nobody asked for it';
  }
  if (!before || state.version !== before.version + 1) return 'versions have a gap';
  const { status, reason, refundDue, paymentReference, refunds, version, updatedAt } = state;
  const kept = { ...before, status, reason, refundDue, paymentReference, refunds, version, updatedAt };
  if (!isSame(state, kept)) return 'an order changed what it must keep';
  if (type === 'order:refund-due') {
    if (before.status === 'created' || status !== before.status || !refundDue)
      return 'a refund of a live order';
  } else if (before.status !== 'created' || status === 'created') return 'an order ended twice';
  return wasAsked(before, state, call, history) ? undefined : 'nobody asked for it';
}

function wasAsked(before: Order, state: Order, call: Call | undefined, { stored }: History): boolean {
  const tickets = stored.tickets.get(state.ticket.id) ?? [];
  const withdrawn = tickets.some((entry) => entry.state.status === 'withdrawn');
  if (before.status === state.status)
    return isPaid(state, call) || (withdrawn && state.status === 'complete');
  switch (state.reason) {
    case null:
      return isPaid(state, call);
    case 'expired':
      return call === undefined && state.updatedAt >= state.expiresAt;
    case 'ticket-withdrawn':
      return withdrawn;
    case 'buyer':
      return (
        call?.request.kind === 'cancel' && call.request.orderId === state.id && call.user === state.buyerId
      );
  }
}

function isPaid({ id, ticket, paymentReference, refunds }: Order, call: Call | undefined): boolean {
  if (call?.request.kind !== 'pay') return false;
  const { orderId, reference, amount } = call.request;
  const isNoted = paymentReference === reference || refunds.includes(reference);
  return orderId === id && amount === ticket.price && isNoted;
}

function writeOf(before: Orders, entry: Written<Order>, { attempts }: History): Write<Orders> {
  const { entryId, traceId } = entry;
  const call = attempts.callOf(traceId);
  const state = after(before, entry);
  const ownCall = call && ['order', 'cancel', 'pay'].includes(call.request.kind) ? call : undefined;
  const interval = ownCall
    ? attempts.effectOf(ownCall)
    : { invokedAt: call?.invokedAt ?? Number.NEGATIVE_INFINITY, returnedAt: Number.POSITIVE_INFINITY };
  return { ...interval, state, what: `${call ? `${nameOf(call)}, as ` : ''}entry ${entryId}` };
}

/** What an answer says of orders, beyond the entry that it may have. */
function* claimsOf(call: Call, history: History): Iterable<Claim<Orders>> {
  const { request, outcome } = call;
  if (outcome.kind === 'unknown') return;
  if (outcome.kind === 'refused') return yield* claimsOfRefusal(call, outcome.problem);
  const { body } = outcome;
  switch (request.kind) {
    case 'order':
      yield* acknowledged(call, body as Order, history);
      return;
    case 'cancel':
    case 'pay': {
      const { orderId, ticketId } = request;
      const line = history.stored.orders.get(ticketId) ?? [];
      if (history.attempts.of(call).some((attempt) => entryBy(attempt, line))) return;
      const isDone = (order: Order | undefined) =>
        request.kind === 'cancel'
          ? order?.status === 'cancelled'
          : order?.paymentReference === request.reference ||
            order?.refunds.includes(request.reference) === true;
      return yield { ticketId, allows: (orders) => isDone(orders?.byId.get(orderId)) };
    }
    case 'check': {
      const { orderId, ticketId } = request;
      return yield { ticketId, allows: (orders) => isSame(body, orders?.byId.get(orderId)) };
    }
    case 'orders':
      for (const item of itemsOf(body).items as readonly Order[])
        yield { ticketId: item.ticket.id, allows: (orders) => isSame(item, orders?.byId.get(item.id)) };
      return;
    default:
  }
}

/** It shows what it wrote, which is a write of the register, and that is what was asked for. */
function* acknowledged(call: Call, shown: Order, { stored, attempts }: History): Iterable<Claim<Orders>> {
  const { request, user } = call;
  const ticketId = shown.ticket.id;
  const line = stored.orders.get(ticketId) ?? [];
  const [entry] = attempts.of(call).flatMap((attempt) => entryBy(attempt, line) ?? []);
  if (!entry) return yield { ticketId, breach: 'an acknowledged write is missing' };
  if (!isSame(shown, entry.state))
    return yield { ticketId, breach: 'an acknowledged write is not what is stored' };
  if (request.kind !== 'order') return;
  const { price = shown.ticket.price, ticketVersion = 0 } = request;
  const isPromised = request.ticketId === ticketId && shown.ticket.price === price && shown.buyerId === user;
  if (!isPromised || shown.ticket.version < ticketVersion)
    yield { ticketId, breach: 'an order is not as it was asked for' };
}

function* claimsOfRefusal({ request, user }: Call, problem: string): Iterable<Claim<Orders>> {
  if (!('ticketId' in request)) return;
  const { ticketId } = request;
  if (request.kind === 'order' && problem === 'ticket-reserved')
    yield { ticketId, allows: (orders) => orders?.holder !== undefined };
  if (!('orderId' in request)) return;
  const { orderId } = request;
  if (problem === 'order-complete')
    yield { ticketId, allows: (orders) => orders?.byId.get(orderId)?.status === 'complete' };
  if (problem === 'not-found') {
    const isHidden = (order: Order | undefined) =>
      order === undefined || (request.kind !== 'pay' && order.buyerId !== user);
    yield { ticketId, allows: (orders) => isHidden(orders?.byId.get(orderId)) };
  }
  if (request.kind === 'pay' && problem === 'wrong-amount') {
    const isWrong = (order: Order | undefined) => order?.ticket.price !== request.amount;
    yield { ticketId, allows: (orders) => isWrong(orders?.byId.get(orderId)) };
  }
}

/** Whoever asks for their orders sees each that they were told of before. */
function* missingInLists({ calls }: History): Iterable<Breach> {
  const placed = calls.flatMap(({ request, outcome, user, returnedAt }) =>
    request.kind === 'order' && outcome.kind === 'ok'
      ? [{ order: outcome.body as Order, user, returnedAt }]
      : [],
  );
  for (const call of calls) {
    if (call.request.kind !== 'orders' || call.outcome.kind !== 'ok') continue;
    const { items, next } = itemsOf(call.outcome.body);
    if (next !== null) continue;
    const shown = new Set(items.map(({ id }) => id));
    const known = placed.filter(({ user, returnedAt }) => user === call.user && returnedAt < call.invokedAt);
    for (const { order } of known) {
      if (!shown.has(order.id))
        yield {
          rule: 'a list lacks a record',
          detail: `${nameOf(call)}: order ${order.id}`,
          ticketId: order.ticket.id,
        };
    }
  }
}
