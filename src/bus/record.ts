import type { z } from 'zod';
import type { StreamDefinition } from './event.js';
import { type HashCodec, hashCodec } from './hash-codec.js';

/** What every source record carries; the journal sets all but the id, whatever a decision says of them. */
export interface Versioned {
  readonly id: string;
  /** 0 when new; every change adds exactly 1. */
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What every replica carries. */
export interface Copied {
  readonly id: string;
  /** The version of the source that was copied: the last sequence that passed the gate. */
  readonly version: number;
  /** How many entries this module has emitted for the same subject. */
  readonly sequence: number;
}

/** A place in a sorted set that lets lists find a record. */
export interface IndexEntry {
  /** The name of the sorted set within the partition. */
  readonly name: string;
  /** 0 where only the order of the ids matters. */
  readonly score: number;
}

/**
 * A record that its module owns: whoever changes it, an entry announces the new version. There is no way to define
 * one that announces nothing (law 1).
 */
export interface SourceRecord<State extends Versioned = Versioned> {
  readonly kind: 'source';
  /** The first part of its keys within a partition. */
  readonly name: string;
  readonly codec: HashCodec<State>;
  /** Where its changes are announced. */
  readonly stream: StreamDefinition;
  /** The type of the event that announces a change. */
  announce(before: State | undefined, after: State): string;
  /** The subject of that event: the ordering key. */
  subject(state: State): string;
  indexes(state: State): readonly IndexEntry[];
  /** Whether it is kept where the entries about a subject are, so that they can be found again. */
  readonly keepsHistory?: boolean;
  /** Whose counter gives the entries their sequence; without it, it is the record's own version. */
  readonly line?: Line<State, Copied>;
}

/** Several records of one subject share a line of entries, counted in the replica of that subject. */
export interface Line<State, Replica extends Copied> {
  readonly replica: ReplicaRecord<Replica>;
  /** What a change of the record means for the replica; called for every change, in the same EXEC. */
  follow(replica: Replica, state: State): Replica;
  /** The index in which all records of a subject stand, for ever. */
  index(subject: string): string;
}

/** A copy of another module's record: it changes only by an event that passed the gate, or along its line. */
export interface ReplicaRecord<State extends Copied = Copied> {
  readonly kind: 'replica';
  readonly name: string;
  readonly codec: HashCodec<State>;
}

export type AnyRecord = SourceRecord | ReplicaRecord;

/** The state that a record holds. */
export type StateOf<R> =
  R extends SourceRecord<infer State> ? State : R extends ReplicaRecord<infer Copy> ? Copy : never;

/** One record: its definition and its id, which also says in which partition it lives. */
export interface Ref<R extends AnyRecord = AnyRecord> {
  readonly record: R;
  readonly id: string;
}

/** @example `const tickets = defineSource({ name: 'tickets', schema: ticketState, stream: ticketEvents, announce, … })` */
export function defineSource<State extends Versioned>(
  definition: Omit<SourceRecord<State>, 'kind' | 'codec'> & {
    readonly schema: z.ZodObject & z.ZodType<State>;
  },
): SourceRecord<State> {
  const { schema, ...rest } = definition;
  return { ...rest, kind: 'source', codec: hashCodec(schema) };
}

/** @example `const replicas = defineReplica({ name: 'orders:ticket', schema: replicaState })` */
export function defineReplica<State extends Copied>(definition: {
  readonly name: string;
  readonly schema: z.ZodObject & z.ZodType<State>;
}): ReplicaRecord<State> {
  return { kind: 'replica', name: definition.name, codec: hashCodec(definition.schema) };
}

/** @example `at(tickets, ticketId)` */
export function at<R extends AnyRecord>(record: R, id: string): Ref<R> {
  return { record, id };
}

/** Tells the state of a source record from anything else that a decision may return. */
export function isVersioned(state: object): state is Versioned {
  return 'version' in state && 'createdAt' in state;
}

/** Tells the state of a replica from anything else that a reaction may return. */
export function isCopied(state: object): state is Copied {
  return 'version' in state && 'sequence' in state;
}
