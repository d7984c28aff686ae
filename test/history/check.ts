import { groupAttempts } from './attempts.js';
import type { Breach, Call, Stored } from './call.js';
import { checkEffects } from './check-effects.js';
import { checkOrders } from './check-orders.js';
import { checkTickets } from './check-tickets.js';

/**
 * Holds what clients were told against what the streams hold in the end.
 *
 * - An acknowledged write is stored, once; a refused one is not; an unknown one is at most once.
 * - All that was read, written and refused of a ticket has an order in which it makes sense, and in which nothing comes
 *   before it was asked for or after it was answered; the same for the orders of a ticket.
 * - A ticket has one order at most that is not cancelled, and an order ends once.
 * - Nothing is stored that nobody asked for.
 *
 * Pure. The history must be complete: every call that could write is in it.
 */
export function check(calls: readonly Call[], stored: Stored): Breach[] {
  const attempts = groupAttempts(calls);
  const history = { calls, stored, attempts };
  return [...checkEffects(history), ...checkTickets(history), ...checkOrders(history)];
}
