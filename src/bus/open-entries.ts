import type { Redis } from 'ioredis';
import type { AnnouncedEntry } from './announce.js';
import { answer } from './answer.js';
import { keyIn } from './partition.js';
import { groupInfos } from './stream-info.js';
import { compareEntryIds } from './stream-position.js';
import type { Subscription } from './subscription.js';

/** How many pending entries are read at a time: it takes Redis about a millisecond. */
const PAGE = 1000;

/**
 * Those of some entries that the group has not read or not acknowledged yet.
 *
 * @param entries in the order of each partition
 * @throws Unavailable when Redis does not answer in time
 */
export async function openEntries(
  redis: Redis,
  { group, stream }: Pick<Subscription, 'group' | 'stream'>,
  entries: readonly AnnouncedEntry[],
): Promise<AnnouncedEntry[]> {
  const partitions = [...new Set(entries.map(({ partition }) => partition))];
  const open = partitions.map((partition) => {
    const own = entries.filter((entry) => entry.partition === partition);
    return openIn(redis, keyIn(partition, stream.name), group, own);
  });
  return (await Promise.all(open)).flat();
}

/** Nothing of it is known to a group before it was read, nor done with before it was acknowledged. */
async function openIn(
  redis: Redis,
  key: string,
  group: string,
  entries: readonly AnnouncedEntry[],
): Promise<AnnouncedEntry[]> {
  const info = (await groupInfos(redis, key)).find((one) => one.group === group);
  if (!info) return [...entries];
  const pending = await pendingAmong(redis, key, group, entries);
  return entries.filter(
    ({ entryId }) => pending.has(entryId) || compareEntryIds(entryId, info.lastDelivered) > 0,
  );
}

/** What others write lies between these entries, and may be pending as well. */
async function pendingAmong(
  redis: Redis,
  key: string,
  group: string,
  entries: readonly AnnouncedEntry[],
): Promise<ReadonlySet<string>> {
  const [first, last] = [entries[0], entries.at(-1)];
  const pending = new Set<string>();
  if (!first || !last) return pending;
  for (let from = first.entryId; ; ) {
    const page = await answer(redis.xpending(key, group, from, last.entryId, PAGE));
    const ids = page.map((entry) => (Array.isArray(entry) ? String(entry[0]) : ''));
    for (const id of ids) pending.add(id);
    const end = ids.at(-1);
    if (end === undefined || ids.length < PAGE) return pending;
    from = `(${end}`;
  }
}
