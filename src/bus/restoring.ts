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
  /**
   * The copy that the snapshot is applied to. Pure.
   *
   * @param copy `undefined` when there is none, or none that can be read
   * @param states of all records of the subject
   * @returns `undefined` when there is no copy, and they can't be all of them
   */
  restore(copy: Copy | undefined, snapshot: Event, states: readonly State[]): Copy | undefined;
}

/** What has to be read beside the copy. */
export function needsOfRestoring(
  { line }: Restoring,
  subject: string,
  partition: number,
  set: WorkingSet | undefined,
): Need[] {
  const index = indexNeed(line, subject, partition);
  const ids = set?.has(index) ? idsIn(set, index) : [];
  return [index, ...ids.map((id) => needOf(at(line, id), partition))];
}

/** What has to be read beside the copy for the first entry of a subject. */
export function needOfFirst({ line }: Restoring, subject: string, partition: number): Need {
  return indexNeed(line, subject, partition);
}

/**
 * Whether the module has records of the subject. A copy that is missing then was deleted, and must not begin with the
 * subject's first entry, read once more: it would count from 0.
 */
export function isKnown({ line }: Restoring, set: WorkingSet, subject: string): boolean {
  return idsIn(set, indexNeed(line, subject, set.partition)).length > 0;
}

/** The copy that a snapshot is applied to. */
export function restored(
  { line, restore }: Restoring,
  set: WorkingSet,
  copy: Copied | undefined,
  snapshot: Event,
): Copied | undefined {
  const ids = idsIn(set, indexNeed(line, snapshot.subject, set.partition));
  const states = ids.map((id) => {
    const state = set.get(at(line, id));
    if (!state)
      throw new Fault(`${line.name}:${id} is in the index of ${snapshot.subject}, and does not exist`);
    return state;
  });
  return restore(copy, snapshot, states);
}

function indexNeed({ line }: SourceRecord, subject: string, partition: number): Need {
  if (!line) throw new Fault('only records that share a line are counted');
  const key = keyIn(partition, line.index(subject));
  return { id: key, key, read: ['zrange', key, 0, -1] };
}

function idsIn(set: WorkingSet, index: Need): string[] {
  const ids = set.reply(index);
  if (!Array.isArray(ids)) throw new Fault('ZRANGE did not answer a list');
  return ids.map(String);
}
