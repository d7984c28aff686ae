import { type Damage, freed, live, remove, repeat, ticket } from './damage.js';

export const damageToStreams: readonly Damage[] = [
  {
    name: 'an entry in the middle is deleted',
    harm: ({ redis, heldId }) => remove(redis, 'tickets', heldId, 2),
    checks: ['versions'],
    keys: () => ['{0}:tickets', '{0}:tickets'],
    detail: /3 follows 1, so nothing announces 2/,
  },
  {
    name: 'the first entry of all is deleted',
    harm: async ({ redis }) => {
      const [first] = await redis.xrange('{0}:tickets', '-', '+', 'COUNT', 1);
      await redis.xdel('{0}:tickets', String(first?.[0]));
    },
    checks: ['versions'],
    keys: (world) => [ticket(world), '{0}:tickets'],
    detail: /no entry announces version 0/,
  },
  {
    name: 'the last entry of a ticket is deleted',
    harm: ({ redis, heldId }) => remove(redis, 'tickets', heldId, 4),
    checks: ['versions'],
    keys: (world) => [ticket(world), '{0}:tickets'],
    detail: /no entry announces version 4 of the hash: the last one that does is of version 3/,
  },
  {
    name: 'all entries of a ticket are deleted',
    harm: async ({ redis, heldId }) => {
      for (const version of [0, 1, 2, 3, 4]) await remove(redis, 'tickets', heldId, version);
    },
    checks: ['versions'],
    keys: (world) => [ticket(world), '{0}:tickets'],
    detail: /no entry announces version 4 of the hash: none is about it/,
  },
  {
    name: 'an order entry in the middle is deleted',
    harm: ({ redis, heldId }) => remove(redis, 'orders', heldId, 2),
    checks: ['versions'],
    keys: () => ['{0}:orders', '{0}:orders'],
    detail: /the orders of ticket .*: 3 follows 1, so nothing announces 2/,
  },
  {
    name: 'the last order entry is deleted',
    harm: ({ redis, heldId }) => remove(redis, 'orders', heldId, 4),
    checks: ['versions'],
    keys: (world) => [freed(world), '{0}:orders'],
    detail: /no entry announces version 2 of the hash/,
  },
  {
    name: 'the only entry of an order is deleted',
    harm: ({ redis, heldId }) => remove(redis, 'orders', heldId, 3),
    checks: ['versions'],
    keys: (world) => [live(world), '{0}:orders'],
    detail: /no entry announces version 0 of the hash: none is about it/,
  },
  {
    name: 'an entry is added a second time',
    harm: ({ redis, heldId }) => repeat(redis, 'tickets', heldId, 4),
    checks: ['versions'],
    keys: () => ['{0}:tickets', '{0}:tickets'],
    detail: /4 is announced a second time, after 4/,
  },
  {
    name: 'an order entry is added a second time',
    harm: ({ redis, heldId }) => repeat(redis, 'orders', heldId, 3),
    checks: ['versions'],
    keys: () => ['{0}:orders', '{0}:orders'],
    detail: /the orders of ticket .*: 3 is announced a second time, after 4/,
  },
  {
    name: 'an entry is added whose version comes too early',
    harm: ({ redis, heldId }) =>
      repeat(redis, 'tickets', heldId, 4, (data) => ({ ...data, version: 7 }), { sequence: '7' }),
    checks: ['hashes', 'versions'],
    keys: (world) => [ticket(world), '{0}:tickets'],
    detail: /the hash is of version 4, although version 7 was announced/,
  },
  {
    name: 'an entry that is no event',
    harm: ({ redis }) => redis.xadd('{0}:orders', '*', 'hello', 'world'),
    checks: ['entries'],
    keys: () => ['{0}:orders'],
    detail: /is no event/,
  },
  {
    name: 'an entry whose data are of another record',
    harm: ({ redis, heldId, soldId }) =>
      repeat(redis, 'tickets', heldId, 4, (data) => ({ ...data, id: soldId }), { sequence: '5' }),
    checks: ['entries', 'hashes'],
    keys: () => ['{0}:tickets'],
    detail: /is about ticket .*, but carries ticket/,
  },
  {
    name: 'an order entry that is about another ticket than its order',
    harm: ({ redis, heldId, soldId }) =>
      repeat(
        redis,
        'orders',
        heldId,
        3,
        (data) => ({ ...data, ticket: { id: soldId, title: 'x', price: 1, currency: 'usd', version: 0 } }),
        { sequence: '5' },
      ),
    checks: ['entries', 'versions'],
    keys: () => ['{0}:orders'],
    detail: /is about ticket .*, but carries an order of/,
  },
  {
    name: 'an entry with another version than its sequence',
    harm: ({ redis, heldId }) =>
      repeat(redis, 'tickets', heldId, 4, (data) => ({ ...data, version: 9 }), { sequence: '5' }),
    checks: ['entries', 'hashes'],
    keys: () => ['{0}:tickets'],
    detail: /has sequence 5, but carries version 9/,
  },
  {
    name: 'an entry of another time than its change',
    harm: ({ redis, heldId }) =>
      repeat(redis, 'tickets', heldId, 4, next, { sequence: '5', time: '2020-01-01T00:00:00.000Z' }),
    checks: ['entries', 'hashes'],
    keys: () => ['{0}:tickets'],
    detail: /is of 2020-.*, but carries a change of/,
  },
  {
    name: 'an entry that tells of a creation for the second time',
    harm: ({ redis, heldId }) =>
      repeat(redis, 'tickets', heldId, 4, next, { sequence: '5', type: 'ticket:created' }),
    checks: ['entries', 'hashes'],
    keys: () => ['{0}:tickets'],
    detail: /is ticket:created, but carries version 5/,
  },
  {
    name: 'an entry about a ticket of another partition',
    harm: ({ redis, heldId }) => {
      const id = `${heldId.slice(0, -3)}007`;
      return repeat(redis, 'tickets', heldId, 0, (data) => ({ ...data, id }), { subject: id });
    },
    checks: ['partitions', 'hashes'],
    keys: () => ['{0}:tickets'],
    detail: /is about .*007 of another partition/,
  },
  {
    name: 'a snapshot of a version that was never announced',
    harm: ({ redis, heldId }) =>
      repeat(redis, 'tickets', heldId, 4, (data) => ({ ...data, version: 9, seen: 4 }), {
        sequence: '9',
        type: 'ticket:snapshot',
      }),
    checks: ['versions', 'history'],
    keys: () => ['{0}:tickets'],
    detail: /tells of version 9 of ticket .*, and only 4 was announced/,
  },
  {
    name: 'a snapshot of another ticket',
    harm: ({ redis, heldId, soldId }) =>
      repeat(redis, 'tickets', heldId, 4, (data) => ({ ...data, id: soldId, seen: 4 }), {
        type: 'ticket:snapshot',
      }),
    checks: ['entries', 'history'],
    keys: () => ['{0}:tickets'],
    detail: /is about ticket .*, but carries ticket/,
  },
];

function next(data: Record<string, unknown>): object {
  return { ...data, version: 5 };
}
