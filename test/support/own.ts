import { onTestFinished } from 'vitest';
import { startProxy } from './proxy.js';
import { type RedisServer, type RedisServerOptions, startRedis } from './redis.js';

/** A redis-server of the test's own: for what others on it would feel, or must not disturb. */
export async function ownRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  onTestFinished(server.stop);
  return server;
}

/** A proxy of the test's own, closed when it ends. */
export async function ownProxy(redis: Parameters<typeof startProxy>[0]) {
  const proxy = await startProxy(redis);
  onTestFinished(proxy.stop);
  return proxy;
}
