import { createFencedConnection } from '../../src/bus/fenced-connection.js';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { createLane, type Lane } from '../../src/bus/lane.js';
import { newId } from '../../src/bus/partition.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import { silent } from './bus.js';

/** A lane of partition 0 and of production's own making; a second process's, as far as Redis can tell. */
export function openLane({ target }: { readonly target: RedisTarget }): Lane {
  const { lane: limits, replyTimeoutMs } = BUS_LIMITS;
  const connection = createFencedConnection({
    partition: 0,
    laneId: newId(0),
    connect: () => connectExclusive(target, 'test-lane'),
    log: silent,
    replyTimeoutMs,
    backOff: limits.backOff,
  });
  return createLane(connection, limits, silent);
}
