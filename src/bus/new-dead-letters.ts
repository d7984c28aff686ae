import type { Redis } from 'ioredis';
import type { AnnouncedEntry } from './announce.js';
import { type DeadLetterQuery, listDeadLetters } from './dead-letters.js';
import { BEGINNING } from './stream-position.js';
import type { Subscription } from './subscription.js';

/** What a group moves to its dead letters from now on. */
export interface NewDeadLetters {
  /**
   * Which of some entries are among them.
   *
   * @returns why, by the id of the record that the entry tells of
   * @throws Unavailable when Redis does not answer in time
   */
  among(entries: readonly AnnouncedEntry[]): Promise<ReadonlyMap<string, string>>;
}

/** How many dead letters are read at a time; each holds its entry. */
const PAGE = 100;

/**
 * Begins to look for dead letters. Those that are there already are never read again, however many they are.
 *
 * @throws Unavailable when Redis does not answer in time
 */
export async function newDeadLetters(
  redis: Redis,
  { group }: Pick<Subscription, 'group'>,
  partitions: number,
): Promise<NewDeadLetters> {
  const seen = await Promise.all(
    Array.from({ length: partitions }, async (_, partition): Promise<Seen> => {
      const [newest] = await listDeadLetters(redis, { group, partition, limit: 1 });
      return { errors: new Map(), end: newest?.id ?? BEGINNING };
    }),
  );
  return {
    async among(entries) {
      const needed = new Set(entries.map(({ partition }) => partition));
      await Promise.all(
        Array.from(needed, async (partition) => {
          const known = seen[partition];
          if (known) await readOn(redis, { group, partition }, known);
        }),
      );
      return new Map(
        entries.flatMap(({ id, partition, entryId }) => {
          const error = seen[partition]?.errors.get(entryId);
          return error === undefined ? [] : [[id, error] as const];
        }),
      );
    },
  };
}

/** The dead letters of a partition that were read. */
interface Seen {
  /** Why entries became dead letters, by their ids. */
  readonly errors: Map<string, string>;
  /** The id of the newest. */
  end: string;
}

/** Reads what is newer than what was seen: nothing is read twice, however often it is looked. */
async function readOn(
  redis: Redis,
  place: Pick<DeadLetterQuery, 'group' | 'partition'>,
  seen: Seen,
): Promise<void> {
  const after = seen.end;
  let newest = after;
  for (let from = '+', more = true; more; ) {
    const letters = await listDeadLetters(redis, { ...place, from, after, limit: PAGE });
    if (from === '+') newest = letters[0]?.id ?? after;
    for (const { id, entryId, error } of letters) {
      if (entryId !== null) seen.errors.set(entryId, error);
      from = `(${id}`;
    }
    more = letters.length === PAGE;
  }
  seen.end = newest;
}
