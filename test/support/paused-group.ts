import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { pairs } from '../../src/bus/replies.js';

/**
 * Makes a consumer group deaf to what comes from now on, as a module that lags behind would be: to Redis it has read
 * everything until far in the future. What the function returns gives it all that it missed.
 *
 * @param group the module that reads the stream of the other one
 */
export async function pauseGroup(
  redis: Redis,
  { partition = 0, stream, group }: { partition?: number; stream: string; group: string },
): Promise<() => Promise<void>> {
  const key = `{${partition}}:${stream}`;
  const lastRead = await lastReadBy(redis, key, group);
  await redis.xgroup('SETID', key, group, FAR_FUTURE);
  const resume = async () => {
    await redis.xgroup('SETID', key, group, lastRead);
    // Readers that wait for a new entry do not look at those that are there already.
    for (const id of await readers(redis, `holdfast-${group}-${partition}-`))
      await redis.client('UNBLOCK', id);
  };
  onTestFinished(resume);
  return resume;
}

/** An entry id that the clock reaches in the year 5138. */
const FAR_FUTURE = '99999999999999-0';

async function lastReadBy(redis: Redis, key: string, group: string): Promise<string> {
  const groups = await redis.xinfo('GROUPS', key);
  const states = Array.isArray(groups)
    ? groups.map((state: unknown[]) => new Map(pairs<unknown>(state)))
    : [];
  const state = states.find((one) => one.get('name') === group);
  if (state === undefined) throw new Error(`${key} has no group ${group}`);
  return String(state.get('last-delivered-id'));
}

async function readers(redis: Redis, name: string): Promise<string[]> {
  const clients = String(await redis.client('LIST')).split('\n');
  return clients.flatMap((client) => {
    const id = client.includes(` name=${name}`) ? /^id=(\d+) /.exec(client)?.[1] : undefined;
    return id === undefined ? [] : [id];
  });
}
