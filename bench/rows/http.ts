import type { Contestant, Row, World } from '../row.js';

const UNITS = { requests: '/s', cpu: 'µs', p50: 'ms', p99: 'ms' };

const WHERE =
  'server in one process, 64 connections of autocannon in another, Redis in a third; one request at a time on each ' +
  'connection, in development mode (no rate limit, warnings only in the log); cpu is the CPU time that the server uses for a request';

const BARE =
  'the same answer from a constant or from the body, by a process that does nothing else; less: no Redis, no token, no ' +
  'validation, no request id, no security headers, no metrics';

const STORE = 'bare store';

const STORE_ABOUT =
  'a Hono route that reads the ticket and writes hash, history and entry in one MULTI, and a loop that copies what the ' +
  'entries tell, both by ioredis with auto-pipelining; less: no token, no validation, no WATCH, no fence, no gate';

const SOURCE = 'https://hono.dev/docs/getting-started/nodejs';

function row(definition: {
  readonly id: string;
  readonly title: string;
  readonly atLeast: number;
  readonly fullOnly?: boolean;
  readonly ours: (world: World) => ReturnType<Contestant['measure']>;
  readonly bare: (world: World) => ReturnType<Contestant['measure']>;
  readonly stored?: (world: World) => ReturnType<Contestant['measure']>;
}): Row {
  const { id, title, atLeast, fullOnly = false, ours, bare, stored } = definition;
  return {
    id,
    title,
    units: UNITS,
    persistence: 'off',
    where: WHERE,
    timeoutMs: 300_000,
    fullOnly,
    contestants: [
      { name: 'server', about: 'the built server', measure: ours },
      { name: 'bare Hono', about: BARE, source: SOURCE, measure: bare },
      ...(stored ? [{ name: STORE, about: STORE_ABOUT, measure: stored }] : []),
    ],
    comparisons: [
      {
        id: `${id}/bare`,
        what: 'server to a bare Hono route',
        of: { contestant: 'server', metric: 'requests' },
        to: { contestant: 'bare Hono', metric: 'requests' },
        atLeast,
      },
      {
        id: `${id}/cpu`,
        what: 'CPU of a bare Hono route to that of the server',
        of: { contestant: 'bare Hono', metric: 'cpu' },
        to: { contestant: 'server', metric: 'cpu' },
      },
      ...(stored
        ? [
            {
              id: `${id}/store`,
              what: 'server to a bare store',
              of: { contestant: 'server', metric: 'requests' },
              to: { contestant: STORE, metric: 'requests' },
            },
          ]
        : []),
    ],
  };
}

export const show = row({
  id: 'get',
  title: 'GET /api/tickets/:id',
  atLeast: 0.65,
  ours: async (world) => (await import('../ours/calls.js')).getTickets(world),
  bare: async (world) => (await import('../peers/bare-calls.js')).getTickets(world),
});

export const edit = row({
  id: 'patch',
  title: 'PATCH /api/tickets/:id, 1,000 tickets',
  atLeast: 0.45,
  ours: async (world) => (await import('../ours/calls.js')).patchTickets(world),
  bare: async (world) => (await import('../peers/bare-calls.js')).patchTickets(world),
  stored: async (world) => (await import('../peers/bare-calls.js')).patchStored(world),
});

export const order = row({
  id: 'order',
  title: 'POST /api/orders, a ticket each',
  atLeast: 0.35,
  ours: async (world) => (await import('../ours/calls.js')).postOrders(world),
  bare: async (world) => (await import('../peers/bare-calls.js')).postOrders(world),
  // The few orders of a short run are over before either side is warm.
  fullOnly: true,
});
