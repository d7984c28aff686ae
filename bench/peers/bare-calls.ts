import { CALLS, loadGets, loadOrders, loadPatches, type Target, ticketsToOrder } from '../load/calls.js';
import { newTickets } from '../market/tickets.js';
import { startBareHono, withServer } from '../process/server.js';
import type { Metrics, World } from '../row.js';

export function getTickets(world: World): Promise<Metrics> {
  return withBareHono(world, CALLS[world.size].tickets, loadGets);
}

export function patchTickets(world: World): Promise<Metrics> {
  return withBareHono(world, CALLS[world.size].tickets, loadPatches);
}

export function postOrders(world: World): Promise<Metrics> {
  return withBareHono(world, ticketsToOrder(world.size), loadOrders);
}

/** The same calls with the same bodies, and a header as long as a token: reading it is the server's part as well. */
function withBareHono(
  { size }: World,
  tickets: number,
  load: (target: Target) => Promise<Metrics>,
): Promise<Metrics> {
  const ids = newTickets(tickets).map(({ id }) => id);
  const headers = { authorization: `Bearer ${'x'.repeat(180)}`, 'content-type': 'application/json' };
  return withServer(startBareHono(), ({ url, pid }) => load({ url, pid, ids, headers, size }));
}
