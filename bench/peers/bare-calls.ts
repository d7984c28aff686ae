import { CALLS, loadGets, loadOrders, loadPatches, type Target, ticketsToOrder } from '../load/calls.js';
import { seedMarket } from '../market/seed.js';
import { newTickets } from '../market/tickets.js';
import { propagateBy } from '../ours/propagation.js';
import { startBareHono, startBareStore, withServer } from '../process/server.js';
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

/** One as long as a token: reading it is the server's part as well. */
const HEADERS = { authorization: `Bearer ${'x'.repeat(180)}`, 'content-type': 'application/json' };

/** The product's own market, edited by the bare store. */
export async function patchStored({ redis, size }: World): Promise<Metrics> {
  const ids = await seedMarket(redis, CALLS[size].tickets);
  return await withServer(startBareStore(redis), ({ url, pid }) =>
    loadPatches({ url, pid, ids, headers: HEADERS, size }),
  );
}

export function propagateStored(world: World): Promise<Metrics> {
  return propagateBy(world, startBareStore, async () => HEADERS);
}

/** The same calls with the same bodies. */
function withBareHono(
  { size }: World,
  tickets: number,
  load: (target: Target) => Promise<Metrics>,
): Promise<Metrics> {
  const ids = newTickets(tickets).map(({ id }) => id);
  return withServer(startBareHono(), ({ url, pid }) => load({ url, pid, ids, headers: HEADERS, size }));
}
