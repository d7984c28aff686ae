import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import { type Delivery, readDeliveries } from './deliveries.js';
import { keyIn, partitionOf } from './partition.js';
import { type LineEntry, type LinePart, readLine } from './subject-line.js';
import type { Subscription } from './subscription.js';

/** How one subject stands in all modules, and on the way between them. */
export interface SubjectReader {
  /**
   * Reads the newest entries about a subject in each stream that a consumer group reads. It costs what it answers,
   * however much there is.
   *
   * @param limit the most changes of each stream
   * @returns `undefined` when nobody knows of such a subject
   * @throws Unavailable when Redis does not answer in time
   */
  read(subject: string, options: { readonly limit: number }): Promise<SubjectLine[] | undefined>;
}

/** The entries about a subject in one stream. */
export interface SubjectLine extends Omit<LinePart, 'entries'> {
  readonly stream: string;
  /** The sequence of the first change that there ever was. */
  readonly first: number;
  /** The sequence of the last change, as the record says whose changes these are; `null` when there is none. */
  readonly emitted: number | null;
  readonly groups: readonly {
    readonly group: string;
    /** The sequence that the group's own record has applied last; `null` when there is none. */
    readonly applied: number | null;
  }[];
  readonly entries: readonly SubjectEntry[];
}

export interface SubjectEntry extends LineEntry {
  readonly deliveries: readonly GroupDelivery[];
}

/** What has become of an entry in a group. */
export type GroupDelivery = { readonly group: string } & Outcome;

export type Outcome =
  | Exclude<Delivery, { readonly state: 'pending' | 'acknowledged' }>
  | { readonly state: 'applied' }
  | (Extract<Delivery, { readonly state: 'pending' }> & {
      /** The sequences that have to be applied before it; none when it is its turn. */
      readonly missing: readonly SequenceRange[];
    });

/** Sequences from one to another, both included. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** @param redis the shared connection, which is only read from */
export function createSubjectReader(
  redis: Redis,
  partitions: number,
  subscriptions: () => readonly Subscription[],
): SubjectReader {
  return {
    async read(subject, { limit }) {
      const partition = partitionOf(subject);
      if (partition >= partitions) return undefined;
      const listening = subscriptions();
      const stands = () => Promise.all(listening.map(({ record }) => standOf(redis, record, subject)));

      // What was emitted by now is found among the entries afterwards, and what they are acknowledged for is applied
      // by the time at which that is read: nothing on its way looks as if it were missing.
      const before = await stands();
      if (before.every((stand) => !stand)) return undefined;
      const streams = [...new Map(listening.map(({ stream }) => [stream.name, stream])).values()];
      const parts = await Promise.all(
        streams.map(async (stream) => {
          const part = await readLine(redis, stream, subject, limit);
          const deliveries = await Promise.all(
            listening.flatMap((reader, i) => {
              const applied = before[i]?.applied ?? null;
              const query = { partition, entries: part.entries, applied };
              return reader.stream.name === stream.name ? [readDeliveries(redis, reader, query)] : [];
            }),
          );
          return { stream, part, deliveries };
        }),
      );
      const after = await stands();

      return parts.map(({ stream, part, deliveries }): SubjectLine => {
        const readers = listening.flatMap(({ group, stream: { name } }, i) =>
          name === stream.name ? [{ group, applied: after[i]?.applied ?? null }] : [],
        );
        const emitter = listening.findIndex((one) => emits(one, stream.name));
        const { entries, ...rest } = part;
        const outcomes = readers.map(({ applied }, i) => outcomesOf(entries, deliveries[i] ?? [], applied));
        return {
          ...rest,
          stream: stream.name,
          // A record counts its own versions from 0, and a copy the entries of its module from 1.
          first: listening[emitter]?.record.kind === 'replica' ? 1 : 0,
          emitted: before[emitter]?.emitted ?? null,
          groups: readers,
          entries: entries.map((entry, i) => ({
            ...entry,
            deliveries: readers.map(({ group }, reader) => ({
              group,
              ...(outcomes[reader]?.[i] ?? UNDELIVERED),
            })),
          })),
        };
      });
    },
  };
}

const UNDELIVERED = { state: 'undelivered' } as const;

/** How far a record has come on both ways: what it has applied, and what it has announced. */
interface Stand {
  readonly applied: number;
  readonly emitted: number;
}

async function standOf(
  redis: Redis,
  { name, kind }: Subscription['record'],
  subject: string,
): Promise<Stand | undefined> {
  const key = keyIn(partitionOf(subject), `${name}:${subject}`);
  const [version, seen, sequence] = await answer(redis.hmget(key, 'version', 'seen', 'sequence'));
  if (version === null || version === undefined) return undefined;
  return kind === 'source'
    ? { applied: Number(seen ?? 0), emitted: Number(version) }
    : { applied: Number(version), emitted: Number(sequence ?? 0) };
}

/** Whether the record of a subscription counts the changes in a stream. */
function emits({ record, restoring }: Subscription, stream: string): boolean {
  return record.kind === 'source' ? record.stream.name === stream : restoring?.line.stream.name === stream;
}

/** @param applied the sequence that the group's record has applied last */
function outcomesOf(
  entries: readonly LineEntry[],
  deliveries: readonly Delivery[],
  applied: number | null,
): Outcome[] {
  const settled = entries.map((entry, i) => settle(entry, deliveries[i] ?? UNDELIVERED, applied));
  const coming = entries.filter((entry, i) => entry.kind === 'change' && settled[i]?.state !== 'dead');
  const sequences = coming.map(({ event }) => event.sequence);
  return settled.map((outcome, i) => {
    const { kind, event } = entries[i] ?? {};
    if (outcome.state !== 'pending' || kind !== 'change' || !event) return outcome;
    return { ...outcome, missing: missingBetween(applied ?? -1, event.sequence, sequences) };
  });
}

function settle(
  { kind, event: { sequence } }: LineEntry,
  delivery: Delivery,
  applied: number | null,
): Outcome {
  if (delivery.state === 'dead') return delivery;
  const isBehind = kind === 'change' && sequence <= (applied ?? -1);
  if (isBehind) return { state: 'applied' };
  switch (delivery.state) {
    case 'pending':
      return { ...delivery, missing: [] };
    case 'acknowledged':
      // A change that is acknowledged and not applied was a dead letter, and somebody has discarded it.
      return kind === 'change'
        ? { state: 'dead', deadLetter: null, error: null, attempts: null }
        : { state: 'applied' };
    default:
      return delivery;
  }
}

/** The sequences between two that are not among those that are there. */
function missingBetween(applied: number, sequence: number, there: readonly number[]): SequenceRange[] {
  const known = there.filter((one) => one > applied && one < sequence).sort((one, other) => one - other);
  const ranges: SequenceRange[] = [];
  let next = applied + 1;
  for (const one of [...known, sequence]) {
    if (one > next) ranges.push({ from: next, to: one - 1 });
    next = one + 1;
  }
  return ranges;
}
