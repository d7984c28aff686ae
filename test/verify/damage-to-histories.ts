import {
  copyMembers,
  type Damage,
  history,
  NOBODY,
  orderHistory,
  requests,
  snapshots,
  tellOtherTime,
  ticket,
} from './damage.js';

export const damageToHistories: readonly Damage[] = [
  {
    name: 'a version is missing in the history',
    harm: (world) => world.redis.zremrangebyscore(history(world), 2, 2),
    checks: ['history'],
    keys: (world) => [history(world), ticket(world)],
    detail: /tells of 4 entries from 0, and the last one is 4/,
  },
  {
    name: 'the history tells another time of a version',
    harm: (world) => tellOtherTime(world.redis, history(world), 2),
    checks: ['history'],
    keys: (world) => [history(world)],
    detail: /tells another time of an entry than the entry itself/,
  },
  {
    name: 'the history tells another time of the newest version',
    harm: (world) => tellOtherTime(world.redis, history(world), 4),
    checks: ['history'],
    keys: (world) => [history(world), ticket(world)],
    detail: /tells another time of version 4 than the ticket/,
  },
  {
    name: 'the history holds something else in the place of a version',
    async harm(world) {
      await world.redis.zremrangebyscore(history(world), 2, 2);
      await world.redis.zadd(history(world), 2, 'rubbish');
    },
    checks: ['history'],
    keys: (world) => [history(world), ticket(world)],
    detail: /tells of 5 entries from 0, and the last one is 4/,
  },
  {
    name: 'the history has lost its beginning',
    harm: (world) => world.redis.zremrangebyscore(history(world), 0, 1),
    checks: ['history'],
    keys: (world) => [history(world)],
    detail: /does not tell of 0, whose entry is there/,
  },
  {
    name: 'the history is deleted',
    harm: (world) => world.redis.del(history(world)),
    checks: ['history'],
    keys: (world) => [history(world)],
    detail: /does not tell of 0, whose entry is there/,
  },
  {
    name: 'a history of no ticket',
    harm: ({ redis }) => redis.zadd(`{0}:tickets:history:${NOBODY}`, 0, '0:1700000000000'),
    checks: ['history'],
    keys: () => [`{0}:tickets:history:${NOBODY}`],
    detail: /there is no ticket/,
  },
  {
    name: 'an order entry is missing in the history of the orders',
    harm: (world) => world.redis.zremrangebyscore(orderHistory(world), 2, 2),
    checks: ['history'],
    keys: (world) => [orderHistory(world), `{0}:orders:ticket:${world.soldId}`],
    detail: /the orders of ticket .*: the history tells of 2 entries from 1, and the last one is 3/,
  },
  {
    name: 'the history of the orders has lost its end',
    harm: (world) => world.redis.zremrangebyscore(orderHistory(world), 3, 3),
    checks: ['history'],
    keys: (world) => [orderHistory(world), `{0}:orders:ticket:${world.soldId}`],
    detail: /tells of 2 entries from 1, and the last one is 3/,
  },
  {
    name: 'the history of the orders has lost its beginning',
    harm: (world) => world.redis.zremrangebyscore(orderHistory(world), 1, 1),
    checks: ['history'],
    keys: (world) => [orderHistory(world)],
    detail: /the orders of ticket .*: the history does not tell of 1, whose entry is there/,
  },
  {
    name: 'the history of the orders is deleted',
    harm: (world) => world.redis.del(orderHistory(world)),
    checks: ['history'],
    keys: (world) => [orderHistory(world)],
    detail: /does not tell of 1, whose entry is there/,
  },
  {
    name: 'the history of the orders tells another time of an entry',
    harm: (world) => tellOtherTime(world.redis, orderHistory(world), 2),
    checks: ['history'],
    keys: (world) => [orderHistory(world)],
    detail: /tells another time of an entry than the entry itself/,
  },
  {
    name: 'the history of the orders begins before the first entry',
    harm: (world) => world.redis.zadd(orderHistory(world), 0, '0:1700000000000'),
    checks: ['history'],
    keys: (world) => [orderHistory(world), `{0}:orders:ticket:${world.soldId}`],
    detail: /tells of 4 entries from 0, and the last one is 3/,
  },
  {
    name: 'the history of the orders goes on after the last entry',
    harm: (world) => world.redis.zadd(orderHistory(world), 4, '4:1700000000000'),
    checks: ['history'],
    keys: (world) => [orderHistory(world), `{0}:orders:ticket:${world.soldId}`],
    detail: /tells of 4 entries from 1, and the last one is 3/,
  },
  {
    name: 'the history of the orders of another ticket',
    harm: (world) => copyMembers(world.redis, orderHistory(world), `{0}:orders:history:${world.withdrawnId}`),
    checks: ['history'],
    keys: ({ withdrawnId }) => [`{0}:orders:history:${withdrawnId}`, `{0}:orders:ticket:${withdrawnId}`],
    detail: /the orders of ticket .*: the history tells of \d entries from 1/,
  },
  {
    name: 'a history of the orders of no ticket',
    harm: ({ redis }) => redis.zadd(`{0}:orders:history:${NOBODY}`, 1, '1:1700000000000'),
    checks: ['history'],
    keys: () => [`{0}:orders:history:${NOBODY}`],
    detail: /there is no ticket/,
  },
  {
    name: 'a snapshot is missing in its index',
    harm: (world) => world.redis.del(snapshots(world)),
    checks: ['history'],
    keys: (world) => [snapshots(world), '{0}:tickets'],
    detail: /ticket:snapshot about ticket .*: does not stand in its index/,
  },
  {
    name: 'a request is missing in its index',
    harm: (world) => world.redis.del(requests(world)),
    checks: ['history'],
    keys: (world) => [requests(world), '{0}:orders'],
    detail: /ticket:resync-requested about ticket .*: does not stand in its index/,
  },
  {
    name: 'a snapshot stands in its index at another time',
    harm: async (world) => {
      const [member = ''] = await world.redis.zrange(snapshots(world), '0', '0');
      await world.redis.zadd(snapshots(world), 1, member);
    },
    checks: ['history'],
    keys: (world) => [snapshots(world), '{0}:tickets'],
    detail: /does not stand in its index at its time/,
  },
  ...[
    ['of another time', 'ticket:snapshot', 0, 1],
    ['of another sequence', 'ticket:snapshot', 1, 0],
    ['of another type', 'ticket:updated', 0, 0],
  ].map(
    ([what, type, sequence, later]): Damage => ({
      name: `an index of snapshots leads to one ${what}`,
      async harm(world) {
        const [, score] = await world.redis.zrange(snapshots(world), '0', '0', 'WITHSCORES');
        const at = Number(score) + Number(later);
        await world.redis.zadd(snapshots(world), at, `${at}:${sequence}:${type}`);
      },
      checks: ['history'],
      keys: (world) => [snapshots(world), '{0}:tickets'],
      detail: /stands in the index, and leads to no such entry/,
    }),
  ),
  {
    name: 'an index of snapshots is that of another ticket',
    harm: (world) => copyMembers(world.redis, snapshots(world), `{0}:tickets:outside:${world.heldId}`),
    checks: ['history'],
    keys: ({ heldId }) => [`{0}:tickets:outside:${heldId}`, '{0}:tickets'],
    detail: /ticket:snapshot stands in the index, and leads to no such entry/,
  },
  {
    name: 'an index of snapshots is that of requests',
    harm: (world) => copyMembers(world.redis, snapshots(world), requests(world)),
    checks: ['history'],
    keys: (world) => [requests(world), '{0}:orders'],
    detail: /ticket:snapshot stands in the index, and leads to no such entry/,
  },
  {
    name: 'an index of snapshots holds what leads nowhere',
    harm: (world) => world.redis.zadd(snapshots(world), 1, 'rubbish'),
    checks: ['history'],
    keys: (world) => [snapshots(world), '{0}:tickets'],
    detail: /rubbish stands in the index, and leads to no such entry/,
  },
  {
    name: 'an index of requests for no ticket',
    harm: ({ redis }) =>
      redis.zadd(`{0}:orders:outside:${NOBODY}`, 1, '1700000000000:0:ticket:resync-requested'),
    checks: ['history'],
    keys: () => [`{0}:orders:outside:${NOBODY}`, '{0}:orders'],
    detail: /stands in the index, and leads to no such entry/,
  },
];
