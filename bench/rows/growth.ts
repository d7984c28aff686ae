import type { Comparison, Contestant, Row, World } from '../row.js';
import { MARKETS } from './markets.js';

const SMALLEST = '1k tickets';
const LARGEST = '1M tickets';

const measure: Contestant['measure'] = async (world: World) =>
  (await import('../ours/growth.js')).callMarket(world);

const CALLS = {
  edit: 'PATCH /api/tickets/:id',
  get: 'GET /api/tickets/:id',
  list: 'GET /api/tickets',
  order: 'POST /api/orders and DELETE',
};

function toSmallest(metric: string, what: string, bound?: Pick<Comparison, 'atLeast'>): Comparison {
  return {
    id: `growth/${metric}`,
    what,
    of: { contestant: LARGEST, metric },
    to: { contestant: SMALLEST, metric },
    ...bound,
  };
}

/** Nothing becomes slower because there is more of it. */
export const growth: Row = {
  id: 'growth',
  title: 'growth, 1M tickets to 1k',
  units: { get: '/s', edit: '/s', list: '/s', order: '/s', rss: 'MiB' },
  persistence: 'off',
  where:
    'server in one process, 64 connections of autocannon in another, Redis in a third; each market is filled once, by ' +
    "the product's own store and subscriptions, its streams trimmed, and kept for all rounds; 960 tickets of it, taken at " +
    'random, are read, edited, ordered and given back; lists are the newest 32 pages; rss is of the server, after it all',
  timeoutMs: 300_000,
  fullOnly: true,
  contestants: [
    { name: SMALLEST, about: 'ours', tickets: MARKETS.smallest, measure },
    { name: '100k tickets', about: 'ours', tickets: MARKETS.middle, measure },
    { name: LARGEST, about: 'ours', tickets: MARKETS.largest, measure },
  ],
  comparisons: [
    ...Object.entries(CALLS).map(([metric, what]) => toSmallest(metric, what, { atLeast: 0.9 })),
    toSmallest('rss', 'RSS of the server'),
  ],
};
