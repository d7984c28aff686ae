import type { Row } from '../row.js';
import { MARKETS } from './markets.js';

/** What Redis takes. */
export const memory: Row = {
  id: 'memory',
  title: 'memory of Redis',
  units: { bytes: 'bytes' },
  persistence: 'off',
  where: "Redis's own used_memory, before and after; both streams trimmed to 100 entries",
  timeoutMs: 300_000,
  once: true,
  contestants: [
    {
      name: 'a ticket',
      about:
        'its hash, its copy in the orders module and its places in the lists; of all tickets of the largest market',
      tickets: MARKETS.largest,
      measure: ({ seeding }) => Promise.resolve({ bytes: seeding.bytesPerTicket ?? 0 }),
    },
    {
      name: 'a live order',
      about:
        'its hash, its places in the lists, and what both modules add to its ticket; each of another buyer',
      measure: async (world) => (await import('../ours/weigh.js')).weighOrders(world),
    },
  ],
  comparisons: [
    { id: 'memory/ticket', what: 'per ticket', of: { contestant: 'a ticket', metric: 'bytes' } },
    { id: 'memory/order', what: 'per live order', of: { contestant: 'a live order', metric: 'bytes' } },
  ],
};
