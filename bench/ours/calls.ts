import { CALLS, loadGets, loadOrders, loadPatches, type Target, ticketsToOrder } from '../load/calls.js';
import { seedMarket } from '../market/seed.js';
import { SELLER } from '../market/tickets.js';
import { startHoldfast, withServer } from '../process/server.js';
import type { Metrics, World } from '../row.js';
import { headersOf } from './tokens.js';

export function getTickets(world: World): Promise<Metrics> {
  return withMarket(world, CALLS[world.size].tickets, SELLER, loadGets);
}

export function patchTickets(world: World): Promise<Metrics> {
  return withMarket(world, CALLS[world.size].tickets, SELLER, loadPatches);
}

export function postOrders(world: World): Promise<Metrics> {
  return withMarket(world, ticketsToOrder(world.size), 'a-buyer-of-the-benchmark', loadOrders);
}

async function withMarket(
  { redis, size }: World,
  tickets: number,
  user: string,
  load: (target: Target) => Promise<Metrics>,
): Promise<Metrics> {
  const ids = await seedMarket(redis, tickets);
  return await withServer(startHoldfast(redis), async ({ url, pid }) =>
    load({ url, pid, ids, headers: await headersOf(url, user), size }),
  );
}
