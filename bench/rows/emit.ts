import type { Row } from '../row.js';

/** Tickets follow their orders, and announce it. */
export const emit: Row = {
  id: 'emit',
  title: 'consume and emit, 100,000 entries waiting',
  units: { entries: '/s' },
  persistence: 'off',
  where:
    'the consumer in one process, Redis in another; from the start of the consumer until everything is acknowledged; ' +
    '10,000 tickets in turn',
  timeoutMs: 300_000,
  contestants: [
    {
      name: 'subscription',
      about: 'validates and gates each entry; change, entry and acknowledgement are one EXEC',
      measure: async (world) => (await import('../ours/subscription.js')).emitBySubscription(world),
    },
    {
      name: 'bare loop',
      about:
        'XREADGROUP 200, one pipeline of HGETALLs (the entry tells the whole state), then one MULTI of the HSETs, XADDs ' +
        'and the XACK; no WATCH, no gate, no validation',
      source: 'https://redis.io/docs/latest/commands/xreadgroup/',
      measure: async (world) => (await import('../peers/bare-loop.js')).emitByBareLoop(world),
    },
  ],
  comparisons: [
    {
      id: 'emit/bare',
      what: 'subscription to a bare loop',
      of: { contestant: 'subscription', metric: 'entries' },
      to: { contestant: 'bare loop', metric: 'entries' },
      atLeast: 0.6,
    },
  ],
};
