import type { Redis } from 'ioredis';
import { z } from 'zod';
import { decodeEvent, fieldMap } from './event.js';
import { Fault } from './faults.js';
import { gate, type Verdict } from './gate.js';
import type { RawEntry } from './group-reader.js';
import type { Lane, Work } from './lane.js';
import { keyIn } from './partition.js';
import { at } from './record.js';
import { type Entry, reactTo, type Subscription } from './subscription.js';
import { type Need, needOf } from './working-set.js';

/** An entry that a consumer group could not handle. */
export interface DeadLetter {
  /** The dead letter's own id in its stream. */
  readonly id: string;
  /** The id that the entry had in the stream that it came from. */
  readonly entryId: string;
  readonly error: string;
  readonly attempts: number;
  /** RFC 3339, UTC. */
  readonly failedAt: string;
  /** The entry's fields and values in turn, as they were. */
  readonly fields: readonly string[];
}

const storedLetter = z.object({
  entryId: z.string(),
  error: z.string(),
  attempts: z.coerce.number(),
  failedAt: z.string(),
  fields: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});

/**
 * Moves an entry to the dead letters of its group: XADD and XACK in one EXEC. If another process has moved or handled
 * it meanwhile, nothing happens: the dead letters' key is watched, and only a pending entry is moved.
 */
export function moveToDeadLetters(
  subscription: Subscription,
  partition: number,
  entry: RawEntry | Entry,
  failure: { readonly error: string; readonly attempts: number },
): Work<void> {
  const { stream, group } = subscription;
  const streamKey = keyIn(partition, stream.name);
  const deadKey = deadLettersKey(group, partition);
  const pending: Need = {
    id: `${deadKey} ${entry.entryId}`,
    key: deadKey,
    read: ['xpending', streamKey, group, entry.entryId, entry.entryId, 1],
  };
  const event = 'event' in entry ? entry.event : undefined;
  // Whoever handles the entry changes this record, and so makes the EXEC fail: an XACK alone would not.
  const root = event && at(subscription.record, event.subject);
  return {
    needs: () => [pending, ...(root ? [needOf(root, partition)] : [])],
    decide(set) {
      if (event && root && gate(set.seen(root), event.sequence) === 'duplicate') {
        set.acknowledge(streamKey, group, entry.entryId);
        return;
      }
      const reply = set.reply(pending);
      if (!Array.isArray(reply) || reply.length === 0) return;
      const letter = {
        entryId: entry.entryId,
        error: failure.error,
        attempts: String(failure.attempts),
        failedAt: new Date(set.now).toISOString(),
        fields: JSON.stringify(entry.fields),
      };
      set.command(['xadd', deadKey, '*', ...Object.entries(letter).flat()]);
      set.acknowledge(streamKey, group, entry.entryId);
    },
  };
}

/** The oldest dead letters of a group in a partition. */
export async function listDeadLetters(
  redis: Redis,
  { group }: Subscription,
  partition: number,
  limit: number,
): Promise<DeadLetter[]> {
  const entries = await redis.xrange(deadLettersKey(group, partition), '-', '+', 'COUNT', limit);
  return entries.map(([id, fields]) => ({ id, ...storedLetter.parse(fieldMap(fields)) }));
}

/**
 * Gives a dead letter to its group again, through the gate. It leaves the dead letters in the EXEC that applies it.
 *
 * @returns `early` when entries before it are still missing: it stays where it is
 * @throws Fault when it still can't be decoded; whatever its reaction throws
 */
export async function replayDeadLetter(
  lane: Lane,
  subscription: Subscription,
  partition: number,
  letter: DeadLetter,
): Promise<Verdict> {
  const event = decodeEvent(subscription.stream, letter.fields);
  const work = reactTo(subscription, partition, { entryId: letter.entryId, event });
  return await lane.submit({
    needs: work.needs,
    decide(set) {
      const verdict = work.decide(set);
      if (verdict !== 'early')
        set.command(['xdel', deadLettersKey(subscription.group, partition), letter.id]);
      return verdict;
    },
  });
}

/** What to keep of whatever was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof Fault || !(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}`;
}

function deadLettersKey(group: string, partition: number): string {
  return keyIn(partition, `dead:${group}`);
}
