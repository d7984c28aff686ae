import { expect, test } from 'vitest';
import { openFaultWorld, type RedisFault, statusesOf, withstand } from '../support/fault-world.js';

const SILENT =
  /^redis: Redis does not answer: (it is connected, and no reply comes in time|no connection to it can be made)\. Look/;

const faults: [string, RedisFault][] = [
  [
    'stopped by SIGSTOP for 10 s',
    {
      begin: ({ redis }) => redis.kill('SIGSTOP'),
      end: ({ redis }) => redis.kill('SIGCONT'),
      lastsMs: 10_000,
      says: SILENT,
    },
  ],
  [
    'behind a network that accepts and passes nothing',
    {
      begin: ({ proxy }) => proxy.blackHole(),
      end: ({ proxy }) => proxy.heal(),
      says: SILENT,
    },
  ],
  [
    'behind a network that loses every reply',
    {
      begin: ({ proxy }) => proxy.dropReplies(),
      end: ({ proxy }) => proxy.heal(),
      says: SILENT,
    },
  ],
];

test.each(faults)(
  'Redis %s, under load: 503 in time, and back within 5 s with all that it had',
  { timeout: 60_000 },
  async (_, fault) => {
    const answers = await withstand(await openFaultWorld(), fault);
    expect(statusesOf(answers, 'reads')).toEqual([503]);
    expect(statusesOf(answers, 'writes')).toEqual([503]);
  },
);
