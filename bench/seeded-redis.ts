import { type RedisServer, startRedis } from '../test/support/redis.js';
import { runTask } from './process/run-task.js';
import type { Size, World } from './row.js';

/** Redis servers that are filled once, and kept for all rounds of all rows. */
export interface SeededRedis {
  /** One that held so many tickets when it was new. */
  with(tickets: number): Promise<Omit<World, 'size'>>;
  stop(): Promise<void>;
}

const SEED_MS = 600_000;

export function createSeededRedis({
  size,
  signal,
}: {
  readonly size: Size;
  readonly signal: AbortSignal;
}): SeededRedis {
  const servers: RedisServer[] = [];
  const made = new Map<number, Promise<Omit<World, 'size'>>>();

  async function make(tickets: number): Promise<Omit<World, 'size'>> {
    const server = await startRedis();
    servers.push(server);
    const world = { redis: server.target, size, seeding: { tickets } };
    const seeding = await runTask({ contestant: 'seed', world }, { timeoutMs: SEED_MS, signal });
    return { redis: server.target, seeding };
  }

  return {
    with(tickets) {
      const known = made.get(tickets) ?? make(tickets);
      made.set(tickets, known);
      return known;
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
