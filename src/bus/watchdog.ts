import type { Redis } from 'ioredis';

/**
 * Waits for a reply that may take long by nature, such as that of a blocking read. It has no time limit of its own, and
 * a wedged connection must not stop its owner for ever: after `timeoutMs` the connection is closed, and the wait fails.
 */
export async function watched<T>(redis: Redis, reply: Promise<T>, timeoutMs: number): Promise<T> {
  const watchdog = setTimeout(() => redis.disconnect(), timeoutMs);
  try {
    return await reply;
  } finally {
    clearTimeout(watchdog);
  }
}
