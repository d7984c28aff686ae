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
  const ends = await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const [newest] = await listDeadLetters(redis, { group, partition, limit: 1 });
      return newest?.id ?? BEGINNING;
    }),
  );
  return {
    async among(entries) {
      const errors = new Map<number, ReadonlyMap<string, string>>();
      const read = [...new Set(entries.map(({ partition }) => partition))].map(async (partition) => {
        const after = ends[partition] ?? BEGINNING;
        errors.set(partition, await errorsIn(redis, { group, partition, after }));
      });
      await Promise.all(read);
      return new Map(
        entries.flatMap(({ id, partition, entryId }) => {
          const error = errors.get(partition)?.get(entryId);
          return error === undefined ? [] : [[id, error] as const];
        }),
      );
    },
  };
}

/** Why entries became dead letters, by their ids. */
async function errorsIn(
  redis: Redis,
  place: Omit<DeadLetterQuery, 'from' | 'limit'>,
): Promise<ReadonlyMap<string, string>> {
  const errors = new Map<string, string>();
  for (let from = '+'; ; ) {
    const letters = await listDeadLetters(redis, { ...place, from, limit: PAGE });
    for (const { id, entryId, error } of letters) {
      if (entryId !== null) errors.set(entryId, error);
      from = `(${id}`;
    }
    if (letters.length < PAGE) return errors;
  }
}
