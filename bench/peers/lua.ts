import { keepInFlight } from '../load/in-flight.js';
import {
  changeOf,
  changesPerSecond,
  checkChanges,
  historyKey,
  IN_FLIGHT,
  prepareChanges,
  priceOf,
} from '../market/changes.js';
import { streamOf, ticketKey } from '../market/tickets.js';
import { withConnection } from '../ours/bus.js';
import type { Metrics, World } from '../row.js';

/** KEYS: hash, history, stream. ARGV: the version that was read, the history's score and member, the fields' count, … */
const COMPARE_AND_SET = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
local last = 4 + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], unpack(ARGV, 5, last))
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
redis.call('XADD', KEYS[3], '*', unpack(ARGV, last + 1))
return 1`;

/**
 * Reads the record, decides here, and has a script write it if it is still as it was read. All callers share one
 * connection, and what they send in the same moment goes out together: the client's own way to do so is
 * https://github.com/redis/ioredis#autopipelining.
 */
export function commitByLua(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { idOf, span } = await prepareChanges(redis, world);
    const sha = String(await redis.script('LOAD', COMPARE_AND_SET));
    redis.options.enableAutoPipelining = true;
    const change = async (id: string, piece: number) => {
      const key = ticketKey(id);
      const { before, changed, history, entry } = changeOf(
        await redis.hgetall(key),
        priceOf(piece),
        Date.now(),
      );
      const args = [before, ...history, changed.length, ...changed, ...entry];
      return (await redis.evalsha(sha, 3, key, historyKey(id), streamOf(id), ...args)) === 1;
    };
    const done = await keepInFlight(IN_FLIGHT, span, async (piece) => {
      const id = idOf(piece);
      while (!(await change(id, piece)));
    });
    redis.options.enableAutoPipelining = false;
    await checkChanges(redis, done.count, idOf);
    return changesPerSecond(done);
  });
}
