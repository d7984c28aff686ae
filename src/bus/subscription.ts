import type { Event, EventIn, StreamDefinition } from './event.js';
import { gate, type Verdict } from './gate.js';
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
import { needOf, type WorkingSet } from './working-set.js';

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
}

/** A change of one more record that an event causes. */
export interface Consequence<Root = Versioned | Copied, State extends Versioned = Versioned> {
  readonly record: SourceRecord<State>;
  /** Which one, judging by the state of the subscription's record before the event. */
  find(root: Root | undefined): string | null | undefined;
  decide(state: State): State | Refusal;
}

/** A method's parameters compare both ways: the table's keys, not this type, say which event a reaction gets. */
type AnyReaction = {
  react(state: Versioned | Copied | undefined, event: Event): Versioned | Copied | Refusal;
}['react'];

type Types<Stream extends StreamDefinition> = EventIn<Stream>['type'];
type EventOfType<Stream extends StreamDefinition, Type> = Extract<EventIn<Stream>, { readonly type: Type }>;

interface Declaration<Stream extends StreamDefinition> {
  readonly group: string;
  readonly stream: Stream;
  readonly consequences?: { readonly [Type in Types<Stream>]?: Consequence };
}

/**
 * Declares a consumer group. A type of event without a reaction is a type error.
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
      readonly [Type in Types<Stream>]: (state: State, event: EventOfType<Stream, Type>) => State | Refusal;
    };
  },
): Subscription;
export function defineSubscription<State extends Copied, Stream extends StreamDefinition>(
  declaration: Declaration<Stream> & {
    readonly record: ReplicaRecord<State>;
    readonly reactions: {
      readonly [Type in Types<Stream>]: (copy: State | undefined, event: EventOfType<Stream, Type>) => State;
    };
  },
): Subscription;
export function defineSubscription(
  declaration: Declaration<StreamDefinition> & { readonly record: AnyRecord; readonly reactions: object },
): Subscription {
  const { reactions, consequences = {}, ...rest } = declaration;
  return { ...rest, reactions: tableOf(reactions), consequences: tableOf(consequences) };
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
  const root = at(subscription.record, event.subject);
  const stream = keyIn(partition, subscription.stream.name);

  const affected = (set: WorkingSet) => {
    const consequence = subscription.consequences.get(event.type);
    const id = consequence?.find(set.get(root));
    return consequence && id ? { ref: at(consequence.record, id), decide: consequence.decide } : undefined;
  };

  return {
    needs(set) {
      const other = set && affected(set);
      return [root, ...(other ? [other.ref] : [])].map((ref) => needOf(ref, partition));
    },
    decide(set) {
      const verdict = gate(set.seen(root), event.sequence);
      if (verdict === 'early') return verdict;
      if (verdict === 'next') {
        const other = affected(set);
        react(subscription, set, event);
        if (other) cause(set, other.ref, other.decide, event.traceparent);
      }
      set.acknowledge(stream, subscription.group, entryId);
      return verdict;
    },
  };
}

function react({ record, reactions }: Subscription, set: WorkingSet, event: Event): void {
  const reaction = reactions.get(event.type);
  if (!reaction) throw new Error(`no reaction to ${event.type}`);
  const next = reaction(set.get(at<AnyRecord>(record, event.subject)), event);
  if (record.kind === 'replica') {
    if (isCopied(next)) set.replicate(record, { ...next, version: event.sequence });
    return;
  }
  const root = at(record, event.subject);
  if (isVersioned(next)) changeSource(set, root, next, event.traceparent);
  set.markSeen(root, event.sequence);
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
