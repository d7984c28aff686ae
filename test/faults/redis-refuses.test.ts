import { expect, test } from 'vitest';
import { openFaultWorld, type RedisFault, statusesOf, withstand } from '../support/fault-world.js';

const faults: [string, RedisFault][] = [
  [
    'read-only',
    {
      begin: ({ redis }) => redis.connect().replicaof('127.0.0.1', 1),
      end: ({ redis }) => redis.connect().replicaof('NO', 'ONE'),
      says: /^writes: a replica, which takes no writes\. Point REDIS_URL at its master/,
    },
  ],
  [
    'full',
    {
      begin: ({ redis }) => redis.connect().config('SET', 'maxmemory', 1),
      end: ({ redis }) => redis.connect().config('SET', 'maxmemory', 0),
      says: /^writes: a Redis that is full: .* Raise maxmemory/,
    },
  ],
  [
    'without the replicas that it must write to',
    {
      begin: ({ redis }) => redis.connect().config('SET', 'min-replicas-to-write', 1),
      end: ({ redis }) => redis.connect().config('SET', 'min-replicas-to-write', 0),
      says: /^writes: a Redis that takes no writes\. It says: NOREPLICAS/,
    },
  ],
];

test.each(faults)(
  'Redis %s, under load: reads go on, writes are 503 and not stored, and it writes again within 5 s',
  async (_, fault) => {
    const answers = await withstand(await openFaultWorld(), fault);
    expect(statusesOf(answers, 'reads')).toEqual([200]);
    expect(statusesOf(answers, 'writes')).toEqual([503]);
  },
);
