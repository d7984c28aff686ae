import type { Spans } from '../spans.js';
import { Fault } from './faults.js';
import type { Lane, Work } from './lane.js';
import { needOfOnce, type Once, recall, remember } from './once.js';
import { partitionOf } from './partition.js';
import { at, type Ref, type SourceRecord, type StateOf, type Versioned } from './record.js';
import { isRefusal, type Refusal } from './refusal.js';
import { submitSending } from './sending.js';
import { type Need, needOf, WorkingSet } from './working-set.js';

/** Records by the names that a decision knows them by. */
export type Refs = Readonly<Record<string, Ref>>;

/** The states of those records; `undefined` where there is none. */
export type States<R extends Refs> = { readonly [Name in keyof R]: StateOf<R[Name]['record']> | undefined };

/** A change of one record, decided on what is known when it is written. */
export interface Commit<State extends Versioned, Given extends Refs, Code extends string> extends Traced {
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

/** What caused a change, where somebody knows. */
export interface Traced {
  /** W3C Trace Context; the entry carries it, and so does every entry that it leads to. */
  readonly traceparent?: string | undefined;
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
  /**
   * The same for a request that may be repeated: it is done once, and for 24 h answered with the state that it led to,
   * whatever became of the record since. That it is done is stored by the EXEC that does it; a refusal is not stored.
   * A repeated request is told by the state's id, which is not that of the record that this call would have made.
   */
  commitOnce<State extends Versioned, Code extends string, Given extends Refs = Record<never, never>>(
    once: Once,
    commit: Commit<State, Given, Code>,
  ): Promise<State | Refusal<Code | 'idempotency-key-reused'>>;
}

/** Callers get an answer within 2 s (api.md), whatever happens to Redis; this leaves time to answer. */
export const DEADLINE_MS = 1200;

/**
 * @param lanes the lane of each partition, from 0
 * @param spans who is told of the entries
 */
export function createJournal(lanes: readonly Lane[], spans?: Spans): Journal {
  function submit<Result extends object>(
    work: Work<Result>,
    { record, traceparent, deadlineMs = DEADLINE_MS }: Submission,
  ): Promise<Result> {
    const partition = partitionOf(record.id);
    const lane = lanes[partition];
    if (lane) return submitSending(lane, work, { deadlineMs, spans, parent: traceparent });
    // Nothing lives in a partition that does not exist, and nothing may begin to.
    return new Promise((resolve, reject) => {
      const result = work.decide(emptySet(partition, work.needs()));
      if (isRefusal(result)) resolve(result);
      else reject(new Fault(`${record.record.name}:${record.id}: there is no partition ${partition}`));
    });
  }

  return {
    commit: (commit) => submit(workOf(commit), commit),
    commitOnce(once, commit) {
      const { needs, needsMore, decide } = workOf(commit);
      const { record, id } = commit.record;
      return submit(
        {
          needs: () => [needOfOnce(once, partitionOf(id)), ...needs()],
          needsMore,
          decide(set) {
            const known = recall(set, once);
            if (known) return isRefusal(known) ? known : record.codec.decode(known);
            const result = decide(set);
            if (!isRefusal(result)) remember(set, once, record.codec.encode(result));
            return result;
          },
        },
        commit,
      );
    },
  };
}

/** What is asked of the journal beside the work. */
interface Submission extends Traced {
  readonly record: Ref;
  readonly deadlineMs?: number | undefined;
}

function workOf<State extends Versioned, Given extends Refs, Code extends string>({
  record,
  given,
  decide,
  traceparent,
}: Commit<State, Given, Code>): Work<State | Refusal<Code>> {
  const partition = partitionOf(record.id);
  return {
    needs: () => [record, ...Object.values(given ?? {})].map((ref) => needOf(ref, partition)),
    needsMore: record.record.line && ((set) => lineOf(record, set).map((ref) => needOf(ref, partition))),
    decide(set) {
      const decision = decide(set.get(record), { ...statesOf(set, given), now: set.now });
      return isRefusal(decision) ? decision : changeSource(set, record, decision, traceparent);
    },
  };
}

/** Stages the change of a source record, and the entry that announces it. */
export function changeSource<State extends Versioned>(
  set: WorkingSet,
  { record, id }: Ref<SourceRecord<State>>,
  after: State,
  traceparent?: string,
): State {
  if (after.id !== id) throw new Fault(`a decision about ${record.name}:${id} gave the state of ${after.id}`);
  const before = set.get(at(record, id));
  return set.change(record, before, after, traceparent);
}

/** The replica that counts the entries of an existing record's line. A new record's is among what is given. */
function lineOf<State extends Versioned>({ record, id }: Ref<SourceRecord<State>>, set: WorkingSet): Ref[] {
  const state = record.line && set.get(at(record, id));
  return record.line && state ? [at(record.line.replica, record.subject(state))] : [];
}

function emptySet(partition: number, needs: readonly Need[]): WorkingSet {
  const set = new WorkingSet(partition, Date.now());
  for (const need of needs) set.keep(need, need.read[0] === 'hgetall' ? {} : null);
  return set;
}

function statesOf<Given extends Refs>(set: WorkingSet, given: Given | undefined): States<Given>;
function statesOf(set: WorkingSet, given: Refs = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, ref]) => [name, set.get(ref)]));
}
