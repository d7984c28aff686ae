import { inspect } from 'node:util';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Spans } from '../spans.js';
import { answer } from './answer.js';
import { isStreamId } from './dead-letter-id.js';
import { decodeEvent } from './event.js';
import { Fault } from './faults.js';
import { gate, type Verdict } from './gate.js';
import type { RawEntry } from './group-reader.js';
import { createHandling, type Handling } from './handling.js';
import type { Lane, Work } from './lane.js';
import { keyIn } from './partition.js';
import { at } from './record.js';
import { type Refusal, refuse } from './refusal.js';
import { fieldsOf } from './replies.js';
import { submitSending } from './sending.js';
import { type Entry, reactTo, type Subscription } from './subscription.js';
import { type Need, needOf, type WorkingSet } from './working-set.js';

/** An entry that a consumer group could not handle. */
export interface DeadLetter {
  /** The dead letter's own id in its stream. */
  readonly id: string;
  /** The id that the entry had in the stream that it came from; `null` when the dead letter is damaged. */
  readonly entryId: string | null;
  readonly error: string;
  readonly attempts: number;
  /** RFC 3339, UTC; `null` when the dead letter is damaged. */
  readonly failedAt: string | null;
  /** The entry's fields and values in turn, as they were. */
  readonly fields: readonly string[];
}

const storedLetter = z.object({
  entryId: z.string().refine(isStreamId),
  error: z.string(),
  attempts: z.coerce.number(),
  failedAt: z.iso.datetime(),
  fields: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(z.array(z.string())),
});

/**
 * Moves an entry to the dead letters of its group: XADD and XACK in one EXEC. If another process has moved or handled
 * it meanwhile, nothing happens: the dead letters' key is watched, and only a pending entry is moved.
 *
 * @returns by the work: whether it was moved
 */
export function moveToDeadLetters(
  subscription: Subscription,
  partition: number,
  entry: RawEntry | Entry,
  failure: { readonly error: string; readonly attempts: number },
): Work<boolean> {
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
        return false;
      }
      const reply = set.reply(pending);
      if (!Array.isArray(reply) || reply.length === 0) return false;
      const letter = {
        entryId: entry.entryId,
        error: failure.error,
        attempts: String(failure.attempts),
        failedAt: new Date(set.now).toISOString(),
        fields: JSON.stringify(entry.fields),
      };
      set.command(['xadd', deadKey, '*', ...Object.entries(letter).flat()]);
      set.acknowledge(streamKey, group, entry.entryId);
      return true;
    },
  };
}

/** Where to look in the dead letters of one group in one partition. */
export interface DeadLetterQuery {
  readonly group: string;
  readonly partition: number;
  /** An end of XREVRANGE: `+`, an id, or `(` and the id that the first one comes after. */
  readonly from?: string;
  /** The id that all of them come after. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * The newest dead letters of a group in a partition.
 *
 * @throws Unavailable when Redis does not answer in time
 */
export async function listDeadLetters(
  redis: Redis,
  { group, partition, from = '+', after, limit }: DeadLetterQuery,
): Promise<DeadLetter[]> {
  const key = deadLettersKey(group, partition);
  const to = after === undefined ? '-' : `(${after}`;
  const entries = await answer(redis.xrevrange(key, from, to, 'COUNT', limit));
  return entries.map(([id, fields]) => readLetter(id, fields));
}

/**
 * The dead letters of a group in a partition that are not older than a moment, oldest first.
 *
 * @param query `from` in milliseconds since the epoch
 * @throws Unavailable when Redis does not answer in time
 */
export async function deadLettersSince(
  redis: Redis,
  { group, partition, from, limit }: Omit<DeadLetterQuery, 'from'> & { readonly from: number },
): Promise<DeadLetter[]> {
  const entries = await answer(redis.xrange(deadLettersKey(group, partition), from, '+', 'COUNT', limit));
  return entries.map(([id, fields]) => readLetter(id, fields));
}

/** What became of an entry that was given to its group again. */
export interface Replayed {
  /** `duplicate`: its record had applied it already, in another way. */
  readonly outcome: 'applied' | 'duplicate';
}

export type ReplayRefusal = Refusal<'not-found' | 'replay-early' | 'replay-failed'>;

/**
 * Gives a dead letter to its group again, through the gate. It leaves the dead letters in the EXEC that applies it.
 *
 * @param options how long the caller waits; without it, as long as the lane is open. `spans` is told of it
 * @returns a refusal when it stays where it is, or is not there any more
 * @throws Unavailable when it could not be written in time
 */
export async function replayDeadLetter(
  lane: Lane,
  subscription: Subscription,
  partition: number,
  letter: DeadLetter,
  { spans, ...options }: { readonly deadlineMs?: number; readonly spans?: Spans | undefined } = {},
): Promise<Replayed | ReplayRefusal> {
  const { group, stream } = subscription;
  const stored = needOfLetter(group, partition, letter.id);
  const handling = spans && createHandling({ spans, stream: stream.name, group, partition });
  try {
    const entry = ofTheEntry(() => entryOf(subscription, letter));
    const work = reactTo(subscription, partition, entry);
    const replay: Work<Verdict | 'gone'> = {
      needs: () => [stored, ...work.needs()],
      needsMore: work.needsMore,
      decide(set) {
        if (isGone(set, stored)) return 'gone';
        const verdict = ofTheEntry(() => work.decide(set));
        if (verdict !== 'early') remove(set, stored, letter.id);
        return verdict;
      },
    };
    const submit = (parent?: string) => submitSending(lane, replay, { ...options, spans, parent });
    return ANSWERS[await (handling ? tellOf(handling, entry, submit) : submit())];
  } catch (error) {
    if (!(error instanceof EntryFailed)) throw error;
    return refuse('replay-failed', `The entry can still not be applied: ${error.message}`);
  }
}

/** Tells of the one try that a replay is. One that leaves the dead letter where it is, as it is early, is none. */
async function tellOf(
  handling: Handling,
  entry: Entry,
  submit: (parent: string | undefined) => Promise<Verdict | 'gone'>,
): Promise<Verdict | 'gone'> {
  handling.begin(entry);
  try {
    const verdict = await submit(handling.traceparentOf(entry));
    handling.tried(entry, verdict);
    if (verdict === 'next') handling.end(entry, 'applied');
    if (verdict === 'duplicate') handling.end(entry, verdict);
    return verdict;
  } catch (failed) {
    handling.tried(entry, { failed });
    if (failed instanceof EntryFailed) handling.end(entry, 'failed', failed.message);
    throw failed;
  }
}

/**
 * Removes a dead letter for good. The entries behind it then wait for one that does not come, unless its record has
 * applied it in another way.
 *
 * @returns whether there was one
 */
export function discardDeadLetter(group: string, partition: number, id: string): Work<boolean> {
  const stored = needOfLetter(group, partition, id);
  return {
    needs: () => [stored],
    decide(set) {
      if (isGone(set, stored)) return false;
      remove(set, stored, id);
      return true;
    },
  };
}

const ANSWERS: Record<Verdict | 'gone', Replayed | ReplayRefusal> = {
  next: { outcome: 'applied' },
  duplicate: { outcome: 'duplicate' },
  early: refuse('replay-early'),
  gone: refuse('not-found'),
};

/** Tells what is wrong with an entry or its record from what is wrong with Redis. */
class EntryFailed extends Error {
  constructor(cause: unknown) {
    super(errorText(cause), { cause });
  }
}

function ofTheEntry<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new EntryFailed(error);
  }
}

function entryOf({ stream }: Subscription, { entryId, fields, error }: DeadLetter): Entry {
  if (entryId === null) throw new Fault(error);
  return { entryId, fields, event: decodeEvent(stream, fields) };
}

/** One that somebody damaged is shown all the same: it must not hide the others, and can be discarded. */
function readLetter(id: string, fields: readonly string[]): DeadLetter {
  const stored = storedLetter.safeParse(fieldsOf(fields));
  if (stored.success) return { id, ...stored.data };
  return {
    id,
    entryId: null,
    error: 'the dead letter itself is damaged',
    attempts: 0,
    failedAt: null,
    fields: [],
  };
}

/** Watched and read, as whoever replays or discards it elsewhere meanwhile removes it. */
function needOfLetter(group: string, partition: number, id: string): Need {
  const key = deadLettersKey(group, partition);
  return { id: `${key} letter ${id}`, key, read: ['xrange', key, id, id] };
}

function isGone(set: WorkingSet, letter: Need): boolean {
  const reply = set.reply(letter);
  return !Array.isArray(reply) || reply.length === 0;
}

function remove(set: WorkingSet, letter: Need, id: string): void {
  set.command(['xdel', letter.key, id]);
  set.replace(letter, []);
}

/** What to keep of whatever was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof Fault) return String(error);
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  // An object may have no text, or one that throws in turn.
  return typeof error === 'string' ? error : inspect(error, { breakLength: Number.POSITIVE_INFINITY });
}

function deadLettersKey(group: string, partition: number): string {
  return keyIn(partition, `dead:${group}`);
}
