import type { Redis } from 'ioredis';

/** How many partitions the data has; it is no partition's own key. */
const KEY = 'holdfast:partitions';

/**
 * Notes with how many partitions the data is used. The number can be raised, as ids say where their records live, but
 * not lowered: nobody would read the streams of the last partitions any more
 * (docs/decisions/0011-partitions-only-grow.md).
 *
 * @param redis a connection of the caller's own: WATCH belongs to it
 * @throws Error with a sentence for the operator when the data has more partitions
 */
export async function registerPartitions(redis: Redis, partitions: number): Promise<void> {
  for (;;) {
    await redis.watch(KEY);
    const registered = Number((await redis.get(KEY)) ?? 0);
    if (registered > partitions) {
      throw new Error(
        `PARTITIONS is ${partitions}, but this data has ${registered}: set PARTITIONS=${registered}, or higher.`,
      );
    }
    if (registered === partitions) return;
    const written = await redis.multi().set(KEY, partitions).exec();
    if (written !== null) return;
  }
}

/** @returns with how many partitions the data is used, `undefined` where there is none of Holdfast */
export async function readPartitions(redis: Redis): Promise<number | undefined> {
  const registered = Number(await redis.get(KEY));
  return Number.isInteger(registered) && registered > 0 ? registered : undefined;
}
