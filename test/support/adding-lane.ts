import { createFencedConnection } from '../../src/bus/fenced-connection.js';
import { at, BUS_LIMITS, newId } from '../../src/bus/index.js';
import { changeSource } from '../../src/bus/journal.js';
import { createLane } from '../../src/bus/lane.js';
import { needOf } from '../../src/bus/working-set.js';
import { connectExclusive, type RedisTarget } from '../../src/redis/index.js';
import { silent } from './bus.js';
import { counter, counters } from './counters.js';

/** A lane that adds to counters, and in each transaction sends all the chunks that a lane can send. */
export interface AddingLane {
  /** The name of its connections. */
  readonly name: string;
  /** Adds to a counter, which begins to exist with the first time. */
  add(id: string, amount: number, options?: { readonly deadlineMs?: number }): Promise<void>;
  close(): Promise<void>;
}

/** @param replyTimeoutMs how long Redis may take for one round trip */
export function openAddingLane(options: {
  readonly target: RedisTarget;
  readonly replyTimeoutMs: number;
}): AddingLane {
  const { target, replyTimeoutMs } = options;
  const laneId = newId(0);
  const name = `lane-${laneId}`;
  const connection = createFencedConnection({
    ...{ partition: 0, laneId, connect: () => connectExclusive(target, name), log: silent },
    ...{ replyTimeoutMs, backOff: { baseMs: 5, maxMs: 20 } },
  });
  const lane = createLane(connection, BUS_LIMITS.lane, silent);
  // What is read only when the counter is known makes the lane extend its transaction.
  const other = needOf(at(counters, newId(0)), 0);
  return {
    name,
    add: (id, amount, deadline) =>
      lane.submit(
        {
          needs: () => [needOf(at(counters, id), 0)],
          needsMore: () => [other],
          decide(set) {
            const ref = at(counters, id);
            const before = set.get(ref) ?? counter(id);
            changeSource(set, ref, { ...before, count: before.count + amount });
          },
        },
        deadline,
      ),
    close: () => lane.close({ timeoutMs: 1000 }),
  };
}
