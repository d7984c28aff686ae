import type { Contestant, Row } from '../row.js';

const ABOUT = 'edits of prices by the journal, two partitions';

function counted(name: string, about: string, options: { observed: boolean; inFlight: number }): Contestant {
  return {
    name,
    about: `${ABOUT}; ${about}`,
    measure: async (world) => (await import('../ours/metrics.js')).commitCounted(world, options),
  };
}

/** What it costs that the bus is counted. */
export const metrics: Row = {
  id: 'metrics',
  title: 'what the metrics of the bus cost',
  units: { cpu: 'µs', changes: '/s', transaction: 'µs', entry: 'µs' },
  persistence: 'off',
  where:
    'callers and client in one process, Redis in another; cpu is the CPU time of that process for a change; alone: the calls ' +
    'of a transaction and of an entry, without anything else',
  timeoutMs: 120_000,
  // A fiftieth is less than two short runs differ by.
  fullOnly: true,
  contestants: [
    counted('counted', '256 callers, and metrics as a server has them', { observed: true, inFlight: 256 }),
    counted('not counted', '256 callers, and nobody hears', { observed: false, inFlight: 256 }),
    counted('counted, alone', 'one caller, so that each change is a transaction', {
      observed: true,
      inFlight: 1,
    }),
    counted('not counted, alone', 'the same, and nobody hears', { observed: false, inFlight: 1 }),
    {
      name: 'counting',
      about: 'the observer is called and does what it does in a server',
      measure: async (world) => (await import('../ours/metrics.js')).countAlone(world),
    },
  ],
  comparisons: [
    {
      id: 'metrics/cpu',
      what: 'CPU of a change, counted to not counted',
      of: { contestant: 'counted', metric: 'cpu' },
      to: { contestant: 'not counted', metric: 'cpu' },
      atMost: 1.02,
    },
    {
      id: 'metrics/alone',
      what: 'the same with one caller',
      of: { contestant: 'counted, alone', metric: 'cpu' },
      to: { contestant: 'not counted, alone', metric: 'cpu' },
      atMost: 1.02,
    },
    {
      id: 'metrics/share',
      what: 'counting a transaction to the change of one caller',
      of: { contestant: 'counting', metric: 'transaction' },
      to: { contestant: 'not counted, alone', metric: 'cpu' },
      atMost: 0.02,
    },
  ],
};
