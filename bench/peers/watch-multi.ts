import { keepInFlight } from '../load/in-flight.js';
import {
  changeOf,
  changesPerSecond,
  checkChanges,
  historyKey,
  prepareChanges,
  priceOf,
} from '../market/changes.js';
import { streamOf, ticketKey } from '../market/tickets.js';
import { withConnections } from '../ours/bus.js';
import type { Connection } from '../product.js';
import type { Metrics, World } from '../row.js';

/**
 * As many changes at a time as there are connections: the other callers of the 256 would wait for one to be free, and
 * leaving out their queue is in the pool's favour.
 */
const POOL = 32;

/** The transaction of https://redis.io/docs/latest/develop/using-commands/transactions/, one for each change. */
export function commitByPool(world: World): Promise<Metrics> {
  return withConnections(world.redis, POOL, async (pool) => {
    const [first] = pool;
    if (!first) throw new Error('there is no connection');
    const { idOf, span } = await prepareChanges(first, world);
    const done = await keepInFlight(POOL, span, async (piece, place) => {
      const redis = pool[place] ?? first;
      while (!(await change(redis, idOf(piece), piece)));
    });
    await checkChanges(first, done.count, idOf);
    return changesPerSecond(done);
  });
}

/** Two round trips, each of one pipeline. */
async function change(redis: Connection, id: string, piece: number): Promise<boolean> {
  const key = ticketKey(id);
  const [, read] = (await redis.pipeline().watch(key).hgetall(key).exec()) ?? [];
  const { changed, history, entry } = changeOf(fieldsOf(read?.[1]), priceOf(piece), Date.now());
  const replies = await redis
    .multi()
    .hset(key, ...changed)
    .zadd(historyKey(id), ...history)
    .xadd(streamOf(id), '*', ...entry)
    .exec();
  return replies !== null;
}

/** @throws Error when it is no hash */
export function fieldsOf(reply: unknown): Record<string, string> {
  if (typeof reply !== 'object' || reply === null) throw new Error('HGETALL did not answer a hash');
  return Object.fromEntries(Object.entries(reply).map(([name, value]) => [name, String(value)]));
}
