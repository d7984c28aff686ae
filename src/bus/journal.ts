import { Fault } from './faults.js';
import type { Lane } from './lane.js';
import { partitionOf } from './partition.js';
import { at, type Ref, type SourceRecord, type StateOf, type Versioned } from './record.js';
import { isRefusal, type Refusal } from './refusal.js';
import { type Need, needOf, WorkingSet } from './working-set.js';

/** Records by the names that a decision knows them by. */
export type Refs = Readonly<Record<string, Ref>>;

/** The states of those records; `undefined` where there is none. */
export type States<R extends Refs> = { readonly [Name in keyof R]: StateOf<R[Name]['record']> | undefined };

/** A change of one record, decided on what is known when it is written. */
export interface Commit<State extends Versioned, Given extends Refs, Code extends string> {
  /** The record to change. It is a source record: a replica follows the events of its source, and nothing else. */
  readonly record: Ref<SourceRecord<State>>;
  /** Other records that the decision depends on, in the same partition. */
  readonly given?: Given;
  /**
   * The next state, or a refusal. Pure, as it may run more than once.
   *
   * @param state `undefined` when there is no such record
   * @param context the given records, and `now`: milliseconds since the epoch by Redis TIME
   */
  readonly decide: (
    state: State | undefined,
    context: States<Given> & { readonly now: number },
  ) => State | Refusal<Code>;
  /** How long the caller waits, in milliseconds. */
  readonly deadlineMs?: number;
}

/** The write path: the one way to change a record. */
export interface Journal {
  /**
   * Decides and writes: the record's hash, its indexes and the entry that announces its new version, by one EXEC.
   * A decision that changes nothing writes nothing.
   *
   * @returns the state after it, with its version, or the refusal
   * @throws Unavailable when it could not be written in time; its reason says whether it may have been
   * @example
   * const ticket = await journal.commit({
   *   record: at(tickets, id),
   *   decide: (ticket) => (ticket ? withdraw(ticket, command) : refuse('not-found')),
   * });
   */
  commit<State extends Versioned, Code extends string, Given extends Refs = Record<never, never>>(
    commit: Commit<State, Given, Code>,
  ): Promise<State | Refusal<Code>>;
}

/** Callers get an answer within 2 s (api.md), whatever happens to Redis; this leaves time to answer. */
const DEADLINE_MS = 1500;

/** @param lanes the lane of each partition, from 0 */
export function createJournal(lanes: readonly Lane[]): Journal {
  return {
    commit({ record, given, decide, deadlineMs = DEADLINE_MS }) {
      const partition = partitionOf(record.id);
      const run = (set: WorkingSet) => {
        const before = set.get(record);
        const decision = decide(before, { ...statesOf(set, given), now: set.now });
        return isRefusal(decision) ? decision : changeSource(set, record, decision);
      };
      const needs = (set?: WorkingSet) =>
        [record, ...Object.values(given ?? {}), ...lineOf(record, set)].map((ref) => needOf(ref, partition));

      const lane = lanes[partition];
      if (lane) return lane.submit({ needs, decide: run }, { deadlineMs });
      // Nothing lives in a partition that does not exist, and nothing may begin to.
      return new Promise((resolve, reject) => {
        const result = run(emptySet(partition, needs()));
        if (isRefusal(result)) resolve(result);
        else reject(new Fault(`${record.record.name}:${record.id}: there is no partition ${partition}`));
      });
    },
  };
}

/** Stages the change of a source record, and the entry that announces it. */
export function changeSource<State extends Versioned>(
  set: WorkingSet,
  { record, id }: Ref<SourceRecord<State>>,
  after: State,
): State {
  if (after.id !== id) throw new Fault(`a decision about ${record.name}:${id} gave the state of ${after.id}`);
  return set.change(record, set.get(at(record, id)), after);
}

/** The replica that counts the entries of an existing record's line. A new record's is among what is given. */
function lineOf<State extends Versioned>({ record, id }: Ref<SourceRecord<State>>, set?: WorkingSet): Ref[] {
  const state = record.line && set?.get(at(record, id));
  return record.line && state ? [at(record.line.replica, record.subject(state))] : [];
}

function emptySet(partition: number, needs: readonly Need[]): WorkingSet {
  const set = new WorkingSet(partition, Date.now());
  for (const need of needs) set.keep(need, {});
  return set;
}

function statesOf<Given extends Refs>(set: WorkingSet, given: Given | undefined): States<Given>;
function statesOf(set: WorkingSet, given: Refs = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, ref]) => [name, set.get(ref)]));
}
