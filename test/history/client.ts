import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../src/events/orders.js';
import type { Ticket } from '../../src/events/tickets.js';
import type { Call, Request } from './call.js';
import type { Step } from './scenario.js';
import type { Sender } from './send.js';

/** What everybody knows: the tickets and orders that there are, as somebody saw them last. */
export interface Board {
  readonly tickets: Ticket[];
  readonly orders: Order[];
}

/** For how long a client leaves a server alone that did not answer it. */
const AVOIDED_MS = 1000;

/** How often a client repeats a request that it may repeat, when it does not know what became of it. */
const TRIES = 4;

export interface ClientOptions {
  readonly name: string;
  readonly board: Board;
  readonly sender: Sender;
  readonly signal: AbortSignal;
}

/** Takes the steps one after the other, each as what is on the board allows. */
export async function act(steps: readonly Step[], options: ClientOptions): Promise<void> {
  const { board, sender, signal, name } = options;
  let avoided = { server: -1, until: 0 };

  async function send(server: number, user: string, request: Request): Promise<Call> {
    const other = avoided.server === server && performance.now() < avoided.until;
    const to = other ? 1 - server : server;
    const call = await sender.send(to, user, request);
    if (call.outcome.kind === 'unknown') avoided = { server: to, until: performance.now() + AVOIDED_MS };
    notice(board, call);
    return call;
  }

  /** What has a key or a reference may be sent again, and is done once. */
  async function repeat(server: number, user: string, request: Request): Promise<void> {
    for (let attempt = 0; attempt < TRIES && !signal.aborted; attempt += 1) {
      const { outcome } = await send((server + attempt) % 2, user, request);
      if (outcome.kind === 'ok') return;
      // Nothing was stored, but later it may be.
      if (outcome.kind === 'refused' && outcome.problem !== 'unavailable') return;
      await pause(50 * (attempt + 1), signal);
    }
  }

  for (const step of steps) {
    await pause(step.pauseMs, signal);
    if (signal.aborted) return;
    const next = requestOf(step, board, name);
    if (next.repeats) await repeat(step.server, next.user, next.request);
    else await send(step.server, next.user, next.request);
  }
}

/** Takes over what an answer shows. */
function notice({ tickets, orders }: Board, { request, outcome }: Call): void {
  if (outcome.kind !== 'ok') return;
  if (request.kind === 'list' || request.kind === 'edit' || request.kind === 'look')
    replace(tickets, outcome.body as Ticket);
  if (request.kind === 'order' || request.kind === 'check') replace(orders, outcome.body as Order);
}

function replace<State extends { readonly id: string; readonly version: number }>(
  states: State[],
  seen: State,
): void {
  const at = states.findIndex(({ id }) => id === seen.id);
  if (at === -1) states.push(seen);
  else if ((states[at]?.version ?? 0) <= seen.version) states[at] = seen;
}

interface Next {
  readonly user: string;
  readonly request: Request;
  readonly repeats?: boolean;
}

function requestOf(step: Step, { tickets, orders }: Board, name: string): Next {
  const ticket = ticketOf(step, tickets);
  const order = orders.at(-1 - (step.order % orders.length));
  const seller = `seller-${step.ticket % 3}`;
  if (step.act === 'browse' || step.act === 'orders') return { user: name, request: { kind: step.act } };
  if (step.act === 'list' || !ticket) {
    const { price } = step;
    return { user: seller, request: { kind: 'list', price, key: `list-${price}` }, repeats: true };
  }
  switch (step.act) {
    case 'cancel':
    case 'pay':
    case 'check':
      return order ? aboutOrder(step.act, step, order) : placing(step, ticket, name);
    case 'order':
      return placing(step, ticket, name);
    default:
      return aboutTicket(step.act, step, ticket);
  }
}

/** Nearly always one that is not sold or withdrawn, as far as anybody knows. */
function ticketOf({ ticket: number, chances }: Step, tickets: readonly Ticket[]): Ticket | undefined {
  const open = tickets.filter(({ status }) => status === 'available' || status === 'reserved');
  const from = open.length > 0 && chances[3] < 0.9 ? open : tickets;
  return from[number % from.length];
}

function aboutTicket(kind: 'edit' | 'withdraw' | 'look', step: Step, ticket: Ticket): Next {
  const { id: ticketId, sellerId, version } = ticket;
  const [whose, what, how] = step.chances;
  const user = whose < 0.05 ? 'stranger' : sellerId;
  if (kind !== 'edit') return { user, request: { kind, ticketId } };
  // Some edits say what the ticket says already.
  const price = what < 0.1 ? ticket.price : step.price;
  return { user, request: { kind, ticketId, price, ...(how < 0.5 && { ifMatch: version }) } };
}

function placing(step: Step, ticket: Ticket, user: string): Next {
  const [sees, keyed, own] = step.chances;
  const { id: ticketId, price, version: ticketVersion } = ticket;
  const request = {
    kind: 'order' as const,
    ticketId,
    ...(sees < 0.3 && { price }),
    ...(sees > 0.2 && sees < 0.5 && { ticketVersion }),
    ...(keyed < 0.5 && { key: `order-${step.price}` }),
  };
  return { user: own < 0.03 ? ticket.sellerId : user, request, repeats: keyed < 0.5 };
}

function aboutOrder(kind: 'cancel' | 'pay' | 'check', step: Step, order: Order): Next {
  const [whose, what] = step.chances;
  const about = { orderId: order.id, ticketId: order.ticket.id };
  const user = whose < 0.05 ? 'stranger' : order.buyerId;
  if (kind !== 'pay') return { user, request: { kind, ...about } };
  const amount = what < 0.1 ? order.ticket.price + 1 : order.ticket.price;
  const request = { kind, ...about, reference: `payment-${step.price}`, amount };
  return { user: 'provider', request, repeats: true };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
