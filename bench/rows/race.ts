import type { Row } from '../row.js';

const WHERE =
  'server in one process, 1,000 buyers with a connection each in another, Redis in a third; all send in the same moment, ' +
  'from which on every answer is timed; four rounds of orders before it do not count';

/** One ticket that a thousand want. */
export const race: Row = {
  id: 'race',
  title: 'one ticket, 1,000 buyers at once',
  units: { created: 'orders', p50: 'ms', p99: 'ms' },
  persistence: 'off',
  where: WHERE,
  timeoutMs: 300_000,
  contestants: [
    {
      name: 'one ticket',
      about: 'all order the same ticket; the times are those of the buyers who are refused',
      measure: async (world) => (await import('../ours/race.js')).raceForOne(world),
    },
    {
      name: 'a ticket each',
      about: 'ours as well: each orders a ticket of their own; the times are those of all',
      measure: async (world) => (await import('../ours/race.js')).orderApart(world),
    },
  ],
  comparisons: [
    {
      id: 'race/winners',
      what: 'orders for the one ticket',
      of: { contestant: 'one ticket', metric: 'created' },
      atLeast: 1,
      atMost: 1,
    },
    {
      id: 'race/p99',
      what: 'p99 of the refused to p99 without a race',
      of: { contestant: 'one ticket', metric: 'p99' },
      to: { contestant: 'a ticket each', metric: 'p99' },
      atMost: 3,
    },
  ],
};
