import type { Row } from '../row.js';

const OURS = { contestant: 'subscription', metric: 'entries' };

/** Copies follow edits of tickets; nothing is emitted. */
export const consume: Row = {
  id: 'consume',
  title: 'consume, 100,000 entries waiting',
  units: { entries: '/s' },
  persistence: 'off',
  where:
    'the consumer in one process, Redis in another; from the start of the consumer until everything is acknowledged; ' +
    '10,000 tickets in turn, so that no batch holds two entries of one ticket',
  timeoutMs: 300_000,
  contestants: [
    {
      name: 'subscription',
      about: 'validates and gates each entry; change and acknowledgement are one EXEC',
      measure: async (world) => (await import('../ours/subscription.js')).consumeBySubscription(world),
    },
    {
      name: 'bare loop',
      about:
        'XREADGROUP 200, then one MULTI of the HSETs and the XACK; no gate, no validation, reads no record',
      source: 'https://redis.io/docs/latest/commands/xreadgroup/',
      measure: async (world) => (await import('../peers/bare-loop.js')).consumeByBareLoop(world),
    },
    {
      name: 'BullMQ',
      about:
        'one worker, concurrency 100, completed jobs are removed at once, the HSETs on a connection of their own with ' +
        'auto-pipelining; less: state and acknowledgement are not one transaction, and no order is kept',
      source: 'https://docs.bullmq.io/guide/workers/concurrency',
      measure: async (world) => (await import('../peers/bullmq.js')).consumeByBullmq(world),
    },
    {
      name: 'Moleculer Channels',
      about:
        '100 in flight, logger and metrics off, the HSETs on a connection of their own with auto-pipelining; less: state ' +
        'and acknowledgement are not one transaction, and no order is kept',
      source: 'https://github.com/moleculerjs/moleculer-channels#redis-streams',
      measure: async (world) => (await import('../peers/moleculer.js')).consumeByMoleculer(world),
    },
  ],
  comparisons: [
    {
      id: 'consume/bullmq',
      what: 'subscription to BullMQ',
      of: OURS,
      to: { contestant: 'BullMQ', metric: 'entries' },
      atLeast: 3,
    },
    {
      id: 'consume/moleculer',
      what: 'subscription to Moleculer Channels',
      of: OURS,
      to: { contestant: 'Moleculer Channels', metric: 'entries' },
      atLeast: 6,
    },
    {
      id: 'consume/bare',
      what: 'subscription to a bare loop',
      of: OURS,
      to: { contestant: 'bare loop', metric: 'entries' },
      atLeast: 0.6,
    },
  ],
};
