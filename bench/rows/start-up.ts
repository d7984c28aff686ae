import type { Row } from '../row.js';

/** How long a restart takes. */
export const startUp: Row = {
  id: 'start-up',
  title: 'start-up',
  units: { seconds: 's' },
  // That of the server's own Redis.
  persistence: 'always',
  where:
    '`npm start` for the second time with its own Redis, from the command until GET /api/tickets is answered with 200; ' +
    "who asks is in another process; npm's own start and the look for something to set up are part of it",
  timeoutMs: 180_000,
  contestants: [
    {
      name: 'npm start',
      about: 'in development mode',
      measure: async () => (await import('../ours/start-up.js')).startTwice(),
    },
  ],
  comparisons: [
    {
      id: 'start-up/second',
      what: 'second start to the first answer',
      of: { contestant: 'npm start', metric: 'seconds' },
      atMost: 1.5,
    },
  ],
};
