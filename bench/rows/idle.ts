import type { Row } from '../row.js';

/** What it costs to have a server that nobody calls. */
export const idle: Row = {
  id: 'idle',
  title: 'idle server',
  units: { commands: 'commands/s', cpu: '% of a core' },
  persistence: 'off',
  where: 'server in one process, Redis in another; over 30 s, beginning 8 s after the start',
  timeoutMs: 90_000,
  once: true,
  contestants: [
    {
      name: 'server',
      about: 'the built server with one partition',
      measure: async (world) => (await import('../ours/idle.js')).watchIdle(world),
    },
  ],
  comparisons: [
    {
      id: 'idle/commands',
      what: 'Redis commands',
      of: { contestant: 'server', metric: 'commands' },
      atMost: 10,
    },
    { id: 'idle/cpu', what: 'CPU of the server', of: { contestant: 'server', metric: 'cpu' }, atMost: 1 },
  ],
};
