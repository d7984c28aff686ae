import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { partitionOf } from './partition.js';
import type { AnyRecord } from './record.js';

/** How many records are in a page. */
const PAGE = 200;

/** How many keys Redis looks at for one step of a scan: it does nothing else for about a tenth of a millisecond. */
const SCAN_COUNT = 500;

/**
 * The ids of all records, page by page; of one that is there all the while once, or more often.
 *
 * @throws Unavailable when Redis does not answer in time
 */
export async function* recordIds(
  redis: Redis,
  { name }: AnyRecord,
  partitions: number,
): AsyncGenerator<string[]> {
  const pattern = new RegExp(`^\\{(\\d+)\\}:${name}:([^:]+)$`);
  let page: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await answer(
      redis.scan(cursor, 'MATCH', `{*}:${name}:*`, 'COUNT', SCAN_COUNT, 'TYPE', 'hash'),
    );
    for (const key of keys) {
      const [, partition, id = ''] = pattern.exec(key) ?? [];
      // A record in another partition than its id says is found by nobody.
      if (Number(partition) === partitionOf(id) && Number(partition) < partitions) page.push(id);
    }
    cursor = next;
    if (page.length < PAGE && cursor !== '0') continue;
    yield page;
    page = [];
  } while (cursor !== '0');
}
