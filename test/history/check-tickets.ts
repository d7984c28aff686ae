import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import type { Breach, Call, Request, Written } from './call.js';
import { type Claim, weigh } from './claims.js';
import { entryBy, type History, isSame, itemsOf, nameOf } from './history.js';
import { misplaced, type Read, type Write } from './register.js';

/** Each ticket is one register: its states are the versions in the stream, in their order. */
export function* checkTickets(history: History): Iterable<Breach> {
  const { calls, stored } = history;
  const { breaches, reads } = weigh<Ticket>(calls, (call) => claimsOf(call, history));
  yield* breaches;
  for (const ticketId of new Set([...stored.tickets.keys(), ...reads.keys()])) {
    const line = stored.tickets.get(ticketId) ?? [];
    const odd = line.find(({ state, sequence }, i) => state.version !== i || sequence !== i);
    if (odd) yield { rule: 'versions have a gap', detail: `entry ${odd.entryId}`, ticketId };
    for (const detail of unasked(line, stored.orders.get(ticketId) ?? [], history))
      yield { rule: 'nobody asked for it', detail, ticketId };
    const writes = line.map((entry) => writeOf(entry, history));
    const first = misplaced(writes, reads.get(ticketId) ?? []);
    if (first)
      yield { rule: 'not linearizable', detail: `${first.what} has no place among the others`, ticketId };
  }
}

/** What an answer says of tickets, beyond the entry that it may have. */
function* claimsOf(call: Call, history: History): Iterable<Claim<Ticket>> {
  const { request, outcome } = call;
  if (outcome.kind === 'unknown') return;
  if (outcome.kind === 'refused') return yield* claimsOfRefusal(call, outcome.problem, history);
  const { body } = outcome;
  switch (request.kind) {
    case 'list':
    case 'edit':
      yield* acknowledged(call, body as Ticket, history);
      return;
    case 'withdraw': {
      const { ticketId } = request;
      if (entryBy(call, history.stored.tickets.get(ticketId) ?? [])) return;
      return yield { ticketId, allows: (ticket) => ticket?.status === 'withdrawn' };
    }
    case 'look':
      return yield { ticketId: request.ticketId, allows: (ticket) => isSame(body, ticket) };
    case 'browse':
      for (const item of itemsOf(body).items)
        yield { ticketId: item.id, allows: (ticket) => isSame(item, ticket) };
      return;
    case 'order': {
      // An order is made on a copy, which is never ahead of the ticket.
      const { ticket: sold } = body as Order;
      const line = history.stored.tickets.get(sold.id) ?? [];
      const same = line[sold.version]?.state.price === sold.price;
      yield { ticketId: sold.id, allows: (ticket) => same && (ticket?.version ?? -1) >= sold.version };
      return;
    }
    default:
  }
}

/** A list or an edit: it shows what it wrote, which is a write of the register, or that nothing was to be changed. */
function* acknowledged(call: Call, shown: Ticket, { stored, attempts }: History): Iterable<Claim<Ticket>> {
  const { request } = call;
  const ticketId = shown.id;
  const line = stored.tickets.get(ticketId) ?? [];
  const [entry] = attempts.of(call).flatMap((attempt) => entryBy(attempt, line) ?? []);
  const found = request.kind === 'edit' ? request.ifMatch : undefined;
  if (entry) {
    const isNext = found === undefined || shown.version === found + 1;
    if (!isNext || !isSame(shown, entry.state))
      yield { ticketId, breach: 'an acknowledged write is not what is stored' };
    return;
  }
  const isAsAsked = request.kind === 'edit' && shown.price === request.price && shown.status === 'available';
  const isStored = isSame(shown, line[shown.version]?.state) && (found ?? shown.version) === shown.version;
  if (isAsAsked && isStored) yield { ticketId, allows: (ticket) => isSame(shown, ticket) };
  else yield { ticketId, breach: 'an acknowledged write is missing' };
}

function* claimsOfRefusal(call: Call, problem: string, { stored }: History): Iterable<Claim<Ticket>> {
  const { request, user } = call;
  if (!('ticketId' in request)) return;
  const { ticketId } = request;
  const line = stored.tickets.get(ticketId) ?? [];
  const allows =
    request.kind === 'order' ? whyNotOrdered(problem, request, user, line) : whyNot(problem, request, user);
  if (allows) yield { ticketId, allows };
}

type Allows = Read<Ticket>['allows'];

/** In which states of the ticket its seller is refused so, or whoever looks at it. */
function whyNot(problem: string, request: Request, user: string): Allows | undefined {
  if (request.kind !== 'edit' && request.kind !== 'withdraw' && request.kind !== 'look') return undefined;
  switch (problem) {
    case 'ticket-reserved':
    case 'ticket-sold':
    case 'ticket-withdrawn':
      return (ticket) => `ticket-${ticket?.status}` === problem;
    case 'not-found':
      return (ticket) => ticket === undefined;
    case 'not-seller':
      return (ticket) => ticket?.sellerId !== user;
    case 'version-mismatch':
      return (ticket) => request.kind === 'edit' && ticket?.version !== (request.ifMatch ?? ticket?.version);
    default:
      return undefined;
  }
}

/** The same for a buyer, who is refused by the copy: it is late at times, but what it says was so. */
function whyNotOrdered(
  problem: string,
  { price }: { readonly price?: number },
  user: string,
  line: readonly Written<Ticket>[],
): Allows | undefined {
  switch (problem) {
    case 'ticket-sold':
    case 'ticket-withdrawn':
      // Nothing comes after these.
      return (ticket) => `ticket-${ticket?.status}` === problem;
    case 'own-ticket':
      return (ticket) => ticket?.sellerId === user;
    case 'price-changed':
      return (ticket) =>
        line.some(({ state }) => state.price !== price && state.version <= (ticket?.version ?? -1));
    default:
      return undefined;
  }
}

/** A reaction comes after the call that caused it, whenever; what the clock did comes at any time. */
function writeOf({ entryId, state, traceId }: Written<Ticket>, { attempts }: History): Write<Ticket> {
  const call = attempts.callOf(traceId);
  if (!call) return { ...anyTime, state, what: `entry ${entryId}` };
  const interval = isSellers(call) ? attempts.effectOf(call) : { ...anyTime, invokedAt: call.invokedAt };
  return { ...interval, state, what: `${nameOf(call)}, as entry ${entryId},` };
}

const anyTime = { invokedAt: Number.NEGATIVE_INFINITY, returnedAt: Number.POSITIVE_INFINITY };

function isSellers({ request: { kind } }: Call): boolean {
  return kind === 'list' || kind === 'edit' || kind === 'withdraw';
}

/** Each version is what a seller asked for, or follows an order. */
function* unasked(
  line: readonly Written<Ticket>[],
  orders: readonly Written<Order>[],
  { attempts }: History,
): Iterable<string> {
  for (const [i, { entryId, state, traceId }] of line.entries()) {
    const before = line[i - 1]?.state;
    const call = attempts.callOf(traceId);
    const asked = call && isSellers(call) && asksFor(call, before, state);
    if (!asked && !(before && followsAnOrder(before, state, orders)))
      yield `entry ${entryId}, version ${state.version}`;
  }
}

function asksFor({ request, user }: Call, before: Ticket | undefined, after: Ticket): boolean {
  switch (request.kind) {
    case 'list':
      return before === undefined && after.price === request.price && after.sellerId === user;
    case 'edit':
      return before !== undefined && isSame(after, { ...changed(before, after), price: request.price });
    case 'withdraw':
      return before !== undefined && isSame(after, { ...changed(before, after), status: 'withdrawn' });
    default:
      return false;
  }
}

function followsAnOrder(before: Ticket, after: Ticket, orders: readonly Written<Order>[]): boolean {
  const rest = changed(before, after);
  const has = (id: string | null, status: Order['status']) =>
    orders.some(({ state }) => state.id === id && state.status === status);
  if (before.orderId === null) {
    const { orderId } = after;
    return has(orderId, 'created') && isSame(after, { ...rest, status: 'reserved', orderId });
  }
  const freed =
    has(before.orderId, 'cancelled') && isSame(after, { ...rest, status: 'available', orderId: null });
  const sold = has(before.orderId, 'complete') && isSame(after, { ...rest, status: 'sold', orderId: null });
  return freed || sold;
}

/** The state before, as another change would leave it. */
function changed(before: Ticket, { version, updatedAt }: Ticket): Ticket {
  return { ...before, version, updatedAt };
}
