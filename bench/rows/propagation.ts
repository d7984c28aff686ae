import type { Row } from '../row.js';

const BARE = 'bare stream';
const STORE = 'bare store';

/** How long it takes until both modules know of a change. */
export const propagation: Row = {
  id: 'propagation',
  title: 'propagation, 500 edits per second',
  units: { p50: 'ms', p99: 'ms', afterAnswer50: 'ms', afterAnswer99: 'ms' },
  persistence: 'off',
  where:
    'server in one process, load and observer in another, Redis in a third; open loop: each time begins when the change ' +
    'should have been sent (coordinated omission, https://github.com/giltene/wrk2#readme) and ends when the edit is ' +
    'answered and the copy is written; afterAnswer: from the answer to the copy',
  timeoutMs: 300_000,
  contestants: [
    {
      name: 'server',
      about:
        'PATCH by HTTP, until the orders module has written its copy: a token, two EXECs and a stream between',
      measure: async (world) => (await import('../ours/propagation.js')).propagate(world),
    },
    {
      name: BARE,
      about:
        'XADD of the same entry, until the blocking XREADGROUP of another connection of the same process has it; less: no ' +
        'HTTP, nothing stored but the entry, nothing acknowledged',
      source: 'https://redis.io/docs/latest/commands/xreadgroup/',
      measure: async (world) => (await import('../peers/bare-stream.js')).propagateBare(world),
    },
    {
      name: STORE,
      about:
        'the same PATCH and the same copy by a route and a loop that check nothing, on ioredis: it waits for Redis as often; ' +
        'less: no token, no validation, no WATCH, no fence, no gate',
      measure: async (world) => (await import('../peers/bare-calls.js')).propagateStored(world),
    },
  ],
  comparisons: [
    {
      id: 'propagation/p50',
      what: 'p50 of the server to a bare stream',
      of: { contestant: 'server', metric: 'p50' },
      to: { contestant: BARE, metric: 'p50' },
      atMost: 3,
    },
    {
      id: 'propagation/p99',
      what: 'p99 of the server to a bare stream',
      of: { contestant: 'server', metric: 'p99' },
      to: { contestant: BARE, metric: 'p99' },
      atMost: 5,
    },
    {
      id: 'propagation/after-answer-p50',
      what: 'p50 from the answer to a bare stream',
      of: { contestant: 'server', metric: 'afterAnswer50' },
      to: { contestant: BARE, metric: 'p50' },
    },
    {
      id: 'propagation/after-answer-p99',
      what: 'p99 from the answer to a bare stream',
      of: { contestant: 'server', metric: 'afterAnswer99' },
      to: { contestant: BARE, metric: 'p99' },
    },
    {
      id: 'propagation/store-p50',
      what: 'p50 of the server to a bare store',
      of: { contestant: 'server', metric: 'p50' },
      to: { contestant: STORE, metric: 'p50' },
    },
    {
      id: 'propagation/store-p99',
      what: 'p99 of the server to a bare store',
      of: { contestant: 'server', metric: 'p99' },
      to: { contestant: STORE, metric: 'p99' },
    },
  ],
};
