import type { Contestant, Row } from '../row.js';

function byTurns(
  name: string,
  about: string,
  options: { readonly inFlight: number; readonly observed: boolean },
): Contestant {
  return {
    name,
    about: `edits of prices by two journals in turn; two partitions; ${about}`,
    measure: async (world) => (await import('../ours/metrics.js')).commitByTurns(world, options),
  };
}

const MANY = '256 callers';
const ONE = 'one caller';
const NEITHER = 'one caller, neither counted';
const COUNTING = 'counting';
const SERVER = 'server';

/** What it costs that requests and the bus are counted. */
export const metrics: Row = {
  id: 'metrics',
  title: 'what the metrics cost',
  units: {
    counted: 'µs',
    plain: 'µs',
    ratio: '×',
    transaction: 'µs',
    entry: 'µs',
    request: 'µs',
    scrape: 'ms',
    requests: '/s',
    cpu: 'µs',
    p50: 'ms',
    p99: 'ms',
  },
  persistence: 'off',
  where:
    'callers and journals in one process, Redis in another; counted and plain are the CPU time of that process for a change ' +
    'of either; counting: the calls for a transaction, an entry and a request, without anything else; server: as in the row ' +
    'of GET',
  timeoutMs: 120_000,
  // What is looked for is less than what two processes of the same build differ by: the calls alone are judged.
  fullOnly: true,
  contestants: [
    byTurns(MANY, 'one of them is counted, by groups', { inFlight: 256, observed: true }),
    byTurns(ONE, 'one of them is counted; each change is a transaction', { inFlight: 1, observed: true }),
    byTurns(NEITHER, 'none of them is counted', { inFlight: 1, observed: false }),
    {
      name: COUNTING,
      about: 'what hears of them in a server is called, and does what it does there',
      measure: async (world) => (await import('../ours/metrics.js')).countAlone(world),
    },
    {
      name: SERVER,
      about: 'the built server answers GET /api/tickets/:id',
      measure: async (world) => (await import('../ours/calls.js')).getTickets(world),
    },
    {
      name: 'scraped',
      about: 'the built server answers GET /metrics, one after the other',
      measure: async (world) => (await import('../ours/metrics.js')).scrapeServer(world),
    },
  ],
  comparisons: [
    {
      id: 'metrics/many',
      what: 'CPU of a change, counted to not counted',
      of: { contestant: MANY, metric: 'ratio' },
    },
    {
      id: 'metrics/one',
      what: 'the same with one caller',
      of: { contestant: ONE, metric: 'ratio' },
    },
    {
      id: 'metrics/neither',
      what: 'what two differ by of which none is counted',
      of: { contestant: NEITHER, metric: 'ratio' },
    },
    {
      id: 'metrics/transaction',
      what: 'counting a transaction to the change of one caller',
      of: { contestant: COUNTING, metric: 'transaction' },
      to: { contestant: ONE, metric: 'plain' },
      atMost: 0.02,
    },
    {
      id: 'metrics/request',
      what: 'counting a request to a GET of the server',
      of: { contestant: COUNTING, metric: 'request' },
      to: { contestant: SERVER, metric: 'cpu' },
      atMost: 0.02,
    },
  ],
};
