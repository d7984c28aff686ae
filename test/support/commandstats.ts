import type { Redis } from 'ioredis';

/** What a Redis has executed while something was done, by the command, and nothing of what stood still. */
export async function callsDuring(
  redis: Redis,
  act: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const before = await allCalls(redis);
  await act();
  const after = await allCalls(redis);
  const made = [...after].map(([command, calls]) => [command, calls - (before.get(command) ?? 0)] as const);
  return Object.fromEntries(made.filter(([command, calls]) => calls > 0 && command !== 'info'));
}

async function allCalls(redis: Redis): Promise<Map<string, number>> {
  const stats = await redis.info('commandstats');
  return new Map(
    [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]) => [
      name,
      Number(calls),
    ]),
  );
}

/** How often a Redis has executed a command since it started. */
export async function callsOf(redis: Redis, command: string): Promise<number> {
  const stats = await redis.info('commandstats');
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}
