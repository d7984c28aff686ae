import type { Redis } from 'ioredis';

/** How many connections of a name a Redis has. */
export async function connectionsNamed(redis: Redis, name: string): Promise<number> {
  const list = String(await redis.client('LIST'));
  return list.split('\n').filter((line) => line.split(' ').includes(`name=${name}`)).length;
}
