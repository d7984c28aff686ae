import { type Event, type EventIn, type EventKind, kindOf, type StreamDefinition } from './event.js';
import { gate, gateOfSnapshot, type Verdict } from './gate.js';
import type { RawEntry } from './group-reader.js';
import { changeSource } from './journal.js';
import type { Work } from './lane.js';
import { keyIn } from './partition.js';
import {
  type AnyRecord,
  at,
  type Copied,
  isCopied,
  isVersioned,
  type ReplicaRecord,
  type SourceRecord,
  type Versioned,
} from './record.js';
import { isRefusal, type Refusal } from './refusal.js';
import { isKnown, needOfFirst, needsOfRestoring, type Restoring, restored } from './restoring.js';
import { tellState } from './tell-state.js';
import { type Need, needOf, type WorkingSet } from './working-set.js';

/** What a consumer group does with the events of a stream. */
export interface Subscription {
  /** The consumer group; by convention the module's name. */
  readonly group: string;
  readonly stream: StreamDefinition;
  /** The record that the events are about, found by their subject; it remembers what it has applied. */
  readonly record: AnyRecord;
  /** By the type of event. */
  readonly reactions: ReadonlyMap<string, AnyReaction>;
  readonly consequences: ReadonlyMap<string, Consequence>;
  /** How a copy asks for its source's state, when a gap does not close. */
  readonly resync?: Resync;
  /** How a copy that is not there begins with a snapshot; without it, it begins as with any event. */
  readonly restoring?: Restoring;
  /** Which event answers a request for the state of the record, by the type of the request. */
  readonly snapshots: ReadonlyMap<string, string>;
}

/** The request for a snapshot: what it is called, and the stream that the source listens to. */
export interface Resync {
  readonly stream: StreamDefinition;
  readonly request: string;
}

/** A change of one more record that an event causes. */
export interface Consequence<Root = Versioned | Copied, State extends Versioned = Versioned> {
  readonly record: SourceRecord<State>;
  /** Which one, judging by the state of the subscription's record before the event. */
  find(root: Root | undefined, event: Event): string | null | undefined;
  decide(state: State): State | Refusal;
}

/** A method's parameters compare both ways: the table's keys, not this type, say which event a reaction gets. */
type AnyReaction = {
  react(state: Versioned | Copied | undefined, event: Event): Versioned | Copied | Refusal | undefined;
}['react'];

type Types<Stream extends StreamDefinition> = EventIn<Stream>['type'];
/** Those of some kinds. */
type TypesOf<Stream extends StreamDefinition, Kind extends EventKind> = {
  [Type in Types<Stream>]: Stream['events'][Type]['kind'] extends Kind ? Type : never;
}[Types<Stream>];
type EventOfType<Stream extends StreamDefinition, Type> = Extract<EventIn<Stream>, { readonly type: Type }>;

/** The snapshot that answers each request; nothing where nobody asks. */
type Answers<Stream extends StreamDefinition> = [TypesOf<Stream, 'request'>] extends [never]
  ? { readonly snapshots?: Record<never, string> }
  : { readonly snapshots: { readonly [Type in TypesOf<Stream, 'request'>]: string } };

interface Declaration<Stream extends StreamDefinition> {
  readonly group: string;
  readonly stream: Stream;
  readonly consequences?: { readonly [Type in Types<Stream>]?: Consequence };
}

/**
 * Declares a consumer group. A type of event without a reaction is a type error, and so is a request that is not
 * answered by the source that it is made to.
 *
 * A reaction gives a record's next state by an event. It is pure: it may run more than once. A refusal changes
 * nothing, and the event is done with all the same. An event can change a source record but not bring one into being.
 *
 * @example
 * defineSubscription({
 *   group: 'tickets',
 *   stream: orderEvents,
 *   record: tickets,
 *   reactions: { 'order:created': (ticket, { data: order }) => reserve(ticket, order.id), … },
 * })
 */
export function defineSubscription<State extends Versioned, Stream extends StreamDefinition>(
  declaration: Declaration<Stream> & {
    readonly record: SourceRecord<State>;
    readonly reactions: {
      readonly [Type in TypesOf<Stream, 'change'>]: (
        state: State,
        event: EventOfType<Stream, Type>,
      ) => State | Refusal;
    };
  } & Answers<Stream>,
): Subscription;
export function defineSubscription<State extends Copied, Stream extends StreamDefinition>(
  declaration: Declaration<Stream> & {
    readonly record: ReplicaRecord<State>;
    readonly reactions: {
      readonly [Type in TypesOf<Stream, 'change' | 'snapshot'>]: (
        copy: State | undefined,
        event: EventOfType<Stream, Type>,
      ) => State | undefined;
    };
    readonly resync?: Resync;
    readonly restoring?: Restoring;
  },
): Subscription;
export function defineSubscription(
  declaration: Declaration<StreamDefinition> & {
    readonly record: AnyRecord;
    readonly reactions: object;
    readonly snapshots?: object;
  },
): Subscription {
  const { reactions, consequences = {}, snapshots = {}, ...rest } = declaration;
  return {
    ...rest,
    reactions: tableOf(reactions),
    consequences: tableOf(consequences),
    snapshots: tableOf(snapshots),
  };
}

/** A Map, so that a type like `constructor` finds nothing. */
function tableOf(entries: object) {
  return new Map(Object.entries(entries));
}

/** An entry of a stream, decoded. */
export interface Entry extends RawEntry {
  readonly event: Event;
}

/**
 * Applies one entry: the record's change, what it causes, the entries that announce both, and the acknowledgement, all
 * in one transaction (law 2). An early entry is left pending.
 */
export function reactTo(
  subscription: Subscription,
  partition: number,
  { entryId, event }: Omit<Entry, 'fields'>,
): Work<Verdict> {
  const { record } = subscription;
  const root = at(record, event.subject);
  const stream = keyIn(partition, subscription.stream.name);

  const isSnapshot = kindOf(subscription.stream, event.type) === 'snapshot';
  const consequence = subscription.consequences.get(event.type);

  const affected = (state: Versioned | Copied | undefined) => {
    const id = consequence?.find(state, event);
    return consequence && id ? { ref: at(consequence.record, id), decide: consequence.decide } : undefined;
  };

  const needsMore = (set: WorkingSet): Need[] => {
    // A restored copy names none but those that it is restored by, or the one that it named before.
    const other = consequence && affected(isSnapshot ? copyAt(record, set, event) : set.get(root));
    const beside = isSnapshot ? needsBesideSnapshot(subscription, event, set) : [];
    return other ? [needOf(other.ref, partition), ...beside] : beside;
  };

  return {
    needs: () => [needOf(root, partition), ...needsBeside(subscription, event, partition)],
    needsMore: consequence || isSnapshot ? needsMore : undefined,
    decide(set) {
      const verdict = admit(subscription, set, event);
      if (verdict === 'early') return verdict;
      let isNew = false;
      if (verdict === 'next') {
        const before = isSnapshot || consequence ? stateFor(subscription, set, event) : undefined;
        const other = affected(before);
        isNew = respond(subscription, set, event, before);
        if (other && isNew) cause(set, other.ref, other.decide, event.traceparent);
      }
      set.acknowledge(stream, subscription.group, entryId);
      return isNew ? 'next' : 'duplicate';
    },
  };
}

/** What the first event of a copy has to be seen with. */
function needsBeside({ restoring, stream }: Subscription, event: Event, partition: number): Need[] {
  const isFirst = event.sequence === 0 && kindOf(stream, event.type) !== 'snapshot';
  return restoring && isFirst ? [needOfFirst(restoring, event.subject, partition)] : [];
}

/** What a snapshot that a copy may begin with has to be seen with. */
function needsBesideSnapshot({ record, restoring }: Subscription, event: Event, set: WorkingSet): Need[] {
  if (!restoring) return [];
  const copy = copyAt(record, set, event);
  const isNext = gateOfSnapshot(copy?.version, event.sequence) === 'next';
  return isNext ? needsOfRestoring(restoring, set, copy, event) : [];
}

function admit(subscription: Subscription, set: WorkingSet, event: Event): Verdict {
  const { record, restoring, stream } = subscription;
  switch (kindOf(stream, event.type)) {
    case 'snapshot':
      return gateOfSnapshot(copyAt(record, set, event)?.version, event.sequence);
    case 'request':
      return 'next';
    default: {
      const verdict = gate(set.seen(at(record, event.subject)), event.sequence);
      const isBeginning = verdict === 'next' && event.sequence === 0;
      // Waits for a snapshot, like any other entry that something is missing before.
      return isBeginning && restoring && isKnown(restoring, set, event.subject) ? 'early' : verdict;
    }
  }
}

/** The copy that a snapshot meets; one that can't be read is as good as none. */
function copyAt(record: AnyRecord, set: WorkingSet, { subject }: Event): Copied | undefined {
  return record.kind === 'replica' ? set.readable(at(record, subject)) : undefined;
}

/** The state that an event meets; a copy that is missing or damaged meets a snapshot as that restores it. */
function stateFor({ record, stream, restoring }: Subscription, set: WorkingSet, event: Event) {
  if (kindOf(stream, event.type) !== 'snapshot') return set.get(at(record, event.subject));
  const copy = copyAt(record, set, event);
  return restoring ? restored(restoring, set, copy, event) : copy;
}

/**
 * @param before what a snapshot meets
 * @returns whether the event tells anything new; only a snapshot may not
 */
function respond(
  subscription: Subscription,
  set: WorkingSet,
  event: Event,
  before: Versioned | Copied | undefined,
): boolean {
  const { record, snapshots, stream } = subscription;
  switch (kindOf(stream, event.type)) {
    case 'request': {
      const type = snapshots.get(event.type);
      if (record.kind === 'source' && type)
        tellState(set, at(record, event.subject), type, event.traceparent);
      return true;
    }
    case 'snapshot':
      return begin(subscription, set, event, before);
    default:
      react(subscription, set, event);
      return true;
  }
}

/** Lets a copy go on from a snapshot, or begin with it. */
function begin(
  subscription: Subscription,
  set: WorkingSet,
  event: Event,
  before: Versioned | Copied | undefined,
): boolean {
  const { record, restoring } = subscription;
  if (record.kind !== 'replica') throw new Error(`no reaction to ${event.type}`);
  // What else is known of the subject can't be so: to begin from nothing would count its entries anew.
  if (restoring && !before) return false;
  const next = reactionTo(subscription, event)(before, event);
  return next && isCopied(next) ? set.replicate(record, { ...next, version: event.sequence }) : false;
}

function react(subscription: Subscription, set: WorkingSet, event: Event): void {
  const { record } = subscription;
  const next = reactionTo(subscription, event)(set.get(at<AnyRecord>(record, event.subject)), event);
  if (record.kind === 'replica') {
    if (next && isCopied(next)) set.replicate(record, { ...next, version: event.sequence });
    return;
  }
  const root = at(record, event.subject);
  if (next && isVersioned(next)) changeSource(set, root, next, event.traceparent);
  set.markSeen(root, event.sequence);
}

function reactionTo({ reactions }: Subscription, { type }: Event): AnyReaction {
  const reaction = reactions.get(type);
  if (!reaction) throw new Error(`no reaction to ${type}`);
  return reaction;
}

function cause(
  set: WorkingSet,
  ref: { record: SourceRecord; id: string },
  decide: Consequence['decide'],
  traceparent: string | undefined,
): void {
  const state = set.get(ref);
  const next = state && decide(state);
  if (next && !isRefusal(next)) changeSource(set, ref, next, traceparent);
}
