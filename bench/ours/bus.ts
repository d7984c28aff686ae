import type { Bus, BusLimits, BusObserver } from '../../src/bus/index.js';
import { bus, log, redis } from '../product.js';

/**
 * The product's bus in this process, with the limits of a server, for as long as the work takes.
 *
 * @param options limits in place of those that a server uses, more than one partition, and who hears of what it does
 */
export async function withBus<T>(
  target: string,
  work: (made: Bus) => Promise<T>,
  {
    partitions = 1,
    limits = {},
    observer,
  }: {
    readonly partitions?: number;
    readonly limits?: Partial<BusLimits>;
    readonly observer?: BusObserver;
  } = {},
): Promise<T> {
  const shared = redis.connectShared(target, 'bench-shared');
  const made = bus.createBus({
    connect: (name) => redis.connectExclusive(target, name),
    shared,
    partitions,
    log: log.createLog('silent'),
    limits,
    ...(observer && { observer }),
  });
  try {
    return await work(made);
  } finally {
    await made.stop({ timeoutMs: 5000 });
    redis.closeQuietly(shared);
  }
}

type Connection = Awaited<ReturnType<typeof redis.connectExclusive>>;

/** A connection for as long as the work takes. */
export async function withConnection<T>(
  target: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await redis.connectExclusive(target, 'bench');
  try {
    return await work(connection);
  } finally {
    redis.closeQuietly(connection);
  }
}

/** Connections to the same Redis for as long as the work takes. */
export async function withConnections<T>(
  target: string,
  count: number,
  work: (connections: Connection[]) => Promise<T>,
): Promise<T> {
  const connections = await Promise.all(
    Array.from({ length: count }, (_, i) => redis.connectExclusive(target, `bench-${i}`)),
  );
  try {
    return await work(connections);
  } finally {
    for (const connection of connections) redis.closeQuietly(connection);
  }
}
