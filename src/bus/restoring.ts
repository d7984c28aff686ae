import type { Event } from './event.js';
import { Fault } from './faults.js';
import { keyIn } from './partition.js';
import { at, type Copied, type SourceRecord, type Versioned } from './record.js';
import { type Need, needOf, type WorkingSet } from './working-set.js';

/**
 * How a copy comes back after somebody has deleted or damaged it: what was copied is told by a snapshot, and what the
 * module knows by itself by its own records of the same subject, all of which are read in the same transaction.
 */
export interface Restoring<Copy extends Copied = Copied, State extends Versioned = Versioned> {
  /** The records whose entries the copy counts. */
  readonly line: SourceRecord<State>;
  /** What the snapshot says of what the copy knows by itself. Pure. */
  judge(copy: Copy, snapshot: Event): Judgement;
  /**
   * The copy that the snapshot is applied to. Pure.
   *
   * @param copy `undefined` when there is none, or none that can be read
   * @param states of all records of the subject
   * @returns `undefined` when there is no copy, and they can't be all of them
   */
  restore(copy: Copy | undefined, snapshot: Event, states: readonly State[]): Copy | undefined;
}

/** `unsure`: the source may just not have heard yet of all that the copy knows. */
export type Judgement = 'right' | 'wrong' | 'unsure';

/**
 * The most records that a copy is restored by. They are read in one round trip, for which the lane waits a second, and
 * behind which all writes of the partition wait: this many take about 50 ms.
 */
const MOST_RECORDS = 1000;

/** What has to be read beside the copy: nothing, where the snapshot says that it is right. */
export function needsOfRestoring(
  { line, judge }: Restoring,
  set: WorkingSet,
  copy: Copied | undefined,
  snapshot: Event,
): Need[] {
  if (copy && judge(copy, snapshot) === 'right') return [];
  const index = indexNeed(line, snapshot.subject, set.partition);
  const ids = set.has(index) ? idsIn(set, index) : [];
  const isTooMany = ids.length > MOST_RECORDS;
  return [index, ...(isTooMany ? [] : ids.map((id) => needOf(at(line, id), set.partition)))];
}

/** What has to be read beside the copy for the first entry of a subject. */
export function needOfFirst({ line }: Restoring, subject: string, partition: number): Need {
  const { key } = indexNeed(line, subject, partition);
  return { id: `${key} first`, key, read: ['zrange', key, 0, 0] };
}

/**
 * Whether the module has records of the subject. A copy that is missing then was deleted, and must not begin with the
 * subject's first entry, read once more: it would count from 0.
 */
export function isKnown(restoring: Restoring, set: WorkingSet, subject: string): boolean {
  return idsIn(set, needOfFirst(restoring, subject, set.partition)).length > 0;
}

/**
 * The copy that a snapshot is applied to.
 *
 * @throws Fault when it has to be made of more records than can be read
 */
export function restored(
  { line, judge, restore }: Restoring,
  set: WorkingSet,
  copy: Copied | undefined,
  snapshot: Event,
): Copied | undefined {
  const judgement = copy && judge(copy, snapshot);
  if (judgement === 'right') return copy;
  const ids = idsIn(set, indexNeed(line, snapshot.subject, set.partition));
  const areRead = ids.every((id) => set.has(needOf(at(line, id), set.partition)));
  if (areRead)
    return restore(
      copy,
      snapshot,
      ids.map((id) => stateOf(line, id, set, snapshot)),
    );
  // It may be right until the source has heard of all, and is so where only a decision before this one changed it.
  if (judgement === 'unsure') return copy;
  throw new Fault(
    `the copy of ${snapshot.subject} can not be made anew: it counts the entries of more than ${MOST_RECORDS} ` +
      `${line.name}, and a transaction does not read more of them. Restore it from a backup`,
  );
}

function stateOf(line: SourceRecord, id: string, set: WorkingSet, { subject }: Event): Versioned {
  const state = set.get(at(line, id));
  if (state) return state;
  throw new Fault(`${line.name}:${id} is in the index of ${subject}, and does not exist`);
}

function indexNeed({ line }: SourceRecord, subject: string, partition: number): Need {
  if (!line) throw new Fault('only records that share a line are counted');
  const key = keyIn(partition, line.index(subject));
  return { id: key, key, read: ['zrange', key, 0, MOST_RECORDS] };
}

function idsIn(set: WorkingSet, index: Need): string[] {
  const ids = set.reply(index);
  if (!Array.isArray(ids)) throw new Fault('ZRANGE did not answer a list');
  return ids.map(String);
}
