import { listOf, type Reads, stringsOf } from './reads.js';

const COUNT = 1000;

/** All keys, about a thousand at a time; one that is there all the while is shown once or more often. */
export async function* scanKeys(
  reads: Reads,
  { type }: { readonly type?: 'hash' } = {},
): AsyncGenerator<string[]> {
  const options = ['COUNT', COUNT, ...(type === undefined ? [] : ['TYPE', type])];
  let cursor = '0';
  do {
    const [reply] = await reads.all([['scan', cursor, ...options]]);
    const [next, keys] = listOf(reply);
    cursor = String(next);
    yield stringsOf(keys);
  } while (cursor !== '0');
}

/** A member of a sorted set. */
export interface Member {
  readonly key: string;
  readonly member: string;
}

/** How many sorted sets are read at a time: a thousand with a thousand members each would be too many. */
const SETS = 50;

/** All members of some sorted sets, however large: about 50,000 at a time at most. */
export async function* scanMembers(reads: Reads, keys: readonly string[]): AsyncGenerator<Member[]> {
  for (let i = 0; i < keys.length; i += SETS) yield* scanSome(reads, keys.slice(i, i + SETS));
}

async function* scanSome(reads: Reads, keys: readonly string[]): AsyncGenerator<Member[]> {
  for (let open = keys.map((key) => ({ key, cursor: '0' })); open.length > 0; ) {
    const replies = await reads.all(open.map(({ key, cursor }) => ['zscan', key, cursor, 'COUNT', COUNT]));
    const members: Member[] = [];
    const next: typeof open = [];
    for (const [i, { key }] of open.entries()) {
      const [cursor, flat] = listOf(replies[i]);
      for (const [j, member] of stringsOf(flat).entries()) if (j % 2 === 0) members.push({ key, member });
      if (cursor !== undefined && cursor !== '0') next.push({ key, cursor: String(cursor) });
    }
    yield members;
    open = next;
  }
}
