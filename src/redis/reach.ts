import type { Redis } from 'ioredis';

/**
 * Watches a connection that reconnects by itself.
 *
 * @returns false while its attempts to connect fail, or end by the other side's doing (a proxy without its Redis); true
 * also when they end because nothing was answered. The errors of its commands do not tell one from the other.
 */
export function watchReach(redis: Redis): () => boolean {
  let isReached = true;
  let isSilent = false;
  redis.on('error', ({ message }: Error) => {
    isSilent = message.startsWith('Socket timeout.');
  });
  redis.on('close', () => {
    isReached = isSilent;
    isSilent = false;
  });
  redis.on('ready', () => {
    isReached = true;
  });
  return () => isReached;
}
