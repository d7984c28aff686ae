import type { Redis } from 'ioredis';
import { accepted, details, type Market } from './market.js';
import { unsettled } from './settled.js';
import { waitFor } from './wait-for.js';

/** Few enough that a busy machine is through with them in the time that a write may take. */
const AT_A_TIME = 100;

/** Lists many tickets in partition 0, orders the first `ordered` of each 100, and waits until both modules are through. */
export async function fillMarket(
  { tickets, orders }: Market,
  redis: Redis,
  { count, ordered = 0 }: { readonly count: number; readonly ordered?: number },
): Promise<void> {
  for (let made = 0; made < count; made += AT_A_TIME) {
    const ids = await Promise.all(
      Array.from({ length: AT_A_TIME }, (_, i) =>
        accepted(tickets.create(`seller-${i}`, details)).then(({ id }) => id),
      ),
    );
    if (ordered === 0) continue;
    await waitFor(() => orders.replica(ids.at(-1) ?? ''), { what: 'the copies' });
    await Promise.all(ids.slice(0, ordered).map((ticketId) => accepted(orders.place('bob', { ticketId }))));
  }
  await waitFor(async () => (await unsettled(redis, 1)).length === 0, {
    ...{ what: 'both modules to be through', timeoutMs: 60_000 },
  });
}
