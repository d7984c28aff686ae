import type { Redis } from 'ioredis';
import { z } from 'zod';
import { decodeEvent, defineEvent, defineStream } from '../../src/bus/event.js';
import { at, type Bus, defineSource, refuse } from '../../src/bus/index.js';
import { keyIn, partitionOf } from '../../src/bus/partition.js';

const counterState = z.object({
  id: z.uuid(),
  owner: z.string().min(1),
  count: z.int().max(1_000_000),
  version: z.int().min(0),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type Counter = z.infer<typeof counterState>;

const counterEvents = defineStream('counters', [
  defineEvent('counter:created', counterState, 'There is a new counter.'),
  defineEvent('counter:changed', counterState, 'The counter has changed.'),
]);

/** The smallest record that has all that a record can have: for tests of the write path alone. */
export const counters = defineSource<Counter>({
  name: 'counters',
  schema: counterState,
  stream: counterEvents,
  announce: (before) => (before ? 'counter:changed' : 'counter:created'),
  subject: ({ id }) => id,
  indexes: ({ owner, count }) => [
    { name: `counters:by-owner:${owner}`, score: 0 },
    { name: 'counters:by-count', score: count },
  ],
});

/** A state as a decision gives it; the journal sets the stamps, whatever it says of them. */
export function counter(id: string, fields: Partial<Counter> = {}): Counter {
  return { id, owner: 'nobody', count: 0, version: -1, createdAt: '', updatedAt: '', ...fields };
}

export interface CountOptions {
  readonly deadlineMs?: number;
  /** Sees each state that is decided on. */
  readonly onDecide?: (before: Counter) => void;
}

/** Commands on counters. */
export function createCounters({ journal, newId }: Bus) {
  return {
    create(owner: string = crypto.randomUUID()): Promise<Counter> {
      const id = newId();
      return journal.commit<Counter, never>({
        record: at(counters, id),
        decide: () => counter(id, { owner }),
      });
    },
    add: (id: string, amount: number, { onDecide, ...options }: CountOptions = {}) =>
      journal.commit<Counter, 'not-found'>({
        record: at(counters, id),
        decide(before) {
          if (!before) return refuse('not-found');
          onDecide?.(before);
          return { ...before, count: before.count + amount };
        },
        ...options,
      }),
  };
}

/** The entries of a counter: their sequences with the counts that they announce. */
export async function line(
  redis: Redis,
  id: string,
): Promise<(readonly [sequence: number, count: number])[]> {
  const entries = await redis.xrange(keyIn(partitionOf(id), counterEvents.name), '-', '+');
  return entries
    .map(([, fields]) => decodeEvent(counterEvents, fields))
    .filter(({ subject }) => subject === id)
    .map(({ sequence, data }) => [sequence, data.count] as const);
}

/** The line of a counter that was created and had `changes` added to it, one after the other. */
export function lineOf(...changes: number[]): (readonly [sequence: number, count: number])[] {
  let count = 0;
  return [0, ...changes].map((change, sequence) => {
    count += change;
    return [sequence, count] as const;
  });
}

/** The hash of a counter as Redis has it. */
export function hashOf(redis: Redis, id: string): Promise<Record<string, string>> {
  return redis.hgetall(keyIn(partitionOf(id), `${counters.name}:${id}`));
}
