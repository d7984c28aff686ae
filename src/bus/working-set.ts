import { encodeEvent, kindOf, type NewEvent, type StreamDefinition } from './event.js';
import { Fault, Unavailable } from './faults.js';
import { differs, hashOf, withForeign } from './fields.js';
import type { Fields } from './hash-codec.js';
import { keepChange, keepOutside } from './kept.js';
import { keyIn } from './partition.js';
import type { AnyRecord, Copied, Ref, ReplicaRecord, SourceRecord, Versioned } from './record.js';

/** A Redis command with its arguments. */
export type Command = readonly [name: string, ...args: (string | number)[]];

/** Something to read before deciding; its key is watched, so that nothing read can change before the EXEC. */
export interface Need {
  /** Tells one read from another. */
  readonly id: string;
  readonly key: string;
  readonly read: Command;
}

/** The hash field of a source record in which the last sequence that it applied stands. */
const SEEN = 'seen';

/** Fields that the journal itself sets: a change of these alone is no change. */
const STAMPS: ReadonlySet<string> = new Set(['version', 'createdAt', 'updatedAt']);

/** Gives an entry the trace that it carries, as a `traceparent`. */
export type TraceEntry = (stream: StreamDefinition, event: NewEvent) => string;

interface Slot {
  readonly record: AnyRecord;
  readonly id: string;
  readonly key: string;
  /** As Redis has it; `undefined` when there is no such record. */
  readonly stored: Fields | undefined;
  /** As it will be. */
  fields: Fields | undefined;
  /** The state in some of these fields, as it was decoded last. */
  decoded?: { readonly fields: Fields; readonly state: Versioned | Copied };
}

/** What is needed to read a record. */
export function needOf(ref: Ref, partition: number): Need {
  const key = keyOf(ref, partition);
  return { id: key, key, read: ['hgetall', key] };
}

/**
 * The records of one transaction in memory: decisions read them and stage their changes here, one after the other, so
 * that two decisions on one ticket see each other. What was staged becomes the commands of one MULTI … EXEC.
 */
export class WorkingSet {
  /** By the name of the record and its id. */
  readonly #slots = new Map<string, Map<string, Slot>>();
  readonly #replies = new Map<string, unknown>();
  readonly #acknowledged = new Map<string, { stream: string; group: string; entryIds: string[] }>();
  readonly #commands: Command[] = [];
  #undo: (() => void)[] | undefined;
  #trace: TraceEntry | undefined;
  #writing = 0;

  constructor(
    readonly partition: number,
    /** Milliseconds since the epoch by Redis TIME: one clock for all processes. */
    readonly now: number,
  ) {}

  /** Keeps what Redis answered to a read; an Error stands for a read that failed. */
  keep(need: Need, reply: unknown): void {
    this.#replies.set(need.id, reply);
  }

  has(need: Need): boolean {
    return this.#replies.has(need.id);
  }

  /**
   * What Redis answered to a read that is not a record.
   *
   * @throws whatever the read failed with
   */
  reply(need: Need): unknown {
    const reply = this.#replies.get(need.id);
    if (reply instanceof Error) throw reply;
    if (reply === undefined) throw new Fault(`${need.id} was not read`);
    return reply;
  }

  /** Takes over what a staged command will make of something that was read, for the decisions that come after. */
  replace(need: Need, reply: unknown): void {
    const before = this.#replies.get(need.id);
    this.#undo?.push(() => this.#replies.set(need.id, before));
    this.#replies.set(need.id, reply);
  }

  /** The state of a record as the decisions before this one leave it. */
  get<State extends Versioned>(ref: Ref<SourceRecord<State>>): State | undefined;
  get<State extends Copied>(ref: Ref<ReplicaRecord<State>>): State | undefined;
  get(ref: Ref): Versioned | Copied | undefined;
  get(ref: Ref): Versioned | Copied | undefined {
    const slot = this.#slot(ref);
    return slot.fields && stateIn(slot, slot.fields);
  }

  /**
   * The same of a replica, and `undefined` also where a hash stands that can't be read.
   *
   * @throws Unavailable when it is discarded in this very transaction: what was read may lack what was decided before
   */
  readable(ref: Ref<ReplicaRecord>): Copied | undefined {
    const { fields, stored } = this.#slot(ref);
    if (stored && !fields)
      throw new Unavailable('unavailable', `${ref.record.name}:${ref.id} is discarded now`);
    try {
      return fields && ref.record.codec.decode(fields);
    } catch {
      return undefined;
    }
  }

  /** The last sequence that the record applied; `undefined` when there is nothing that an entry could apply to. */
  seen(ref: Ref): number | undefined {
    const { fields } = this.#slot(ref);
    if (ref.record.kind === 'replica') return fields ? sequenceIn(fields.version) : -1;
    return fields && sequenceIn(fields[SEEN] ?? '0');
  }

  /** Notes that a source record has dealt with an entry. A replica's version says so by itself. */
  markSeen(ref: Ref<SourceRecord>, sequence: number): void {
    const slot = this.#slot(ref);
    this.#set(slot, { ...slot.fields, [SEEN]: String(sequence) });
  }

  /**
   * Stages a change of a source record with the entry that announces it; a change that changes nothing stages nothing.
   *
   * @param traceparent the trace that caused the change
   * @returns the state with its new version
   * @throws Fault when the new state is not valid
   */
  change<State extends Versioned>(
    record: SourceRecord<State>,
    before: State | undefined,
    after: State,
    traceparent?: string,
  ): State {
    const slot = this.#slot({ record, id: after.id });
    const { codec } = record;
    if (before && slot.fields && !differs(codec, slot.fields, codec.encode(after), STAMPS)) return before;

    const time = new Date(this.now).toISOString();
    const stamps = {
      version: before ? before.version + 1 : 0,
      createdAt: before?.createdAt ?? time,
      updatedAt: time,
    };
    const next: State = { ...after, ...stamps };
    const subject = record.subject(next);
    const sequence = record.line
      ? this.#advance(record.line.replica, subject, record.line, next)
      : next.version;
    const type = record.announce(before, next);
    this.append(record.stream, { type, time, subject, sequence, data: next, traceparent });
    if (record.keepsHistory) this.command(keepChange(record.stream.name, { subject, sequence }, this));

    this.#set(slot, withForeign(codec, slot.fields, codec.encode(next)));
    return next;
  }

  /**
   * Stages a replica's new state; only for events that passed the gate.
   *
   * @returns whether it differs from what was there
   */
  replicate<State extends Copied>(record: ReplicaRecord<State>, state: State): boolean {
    const slot = this.#slot({ record, id: state.id });
    const { codec } = record;
    const next = codec.encode(state);
    if (slot.fields && !differs(codec, slot.fields, next)) return false;
    this.#set(slot, withForeign(codec, slot.fields, next));
    return true;
  }

  /** Stages that a replica is no longer there: the next snapshot makes it anew. */
  discard(ref: Ref<ReplicaRecord>): void {
    this.#set(this.#slot(ref), undefined);
  }

  /** Stages an XACK. */
  acknowledge(stream: string, group: string, entryId: string): void {
    const name = `${stream} ${group}`;
    const acknowledged = this.#acknowledged.get(name) ?? { stream, group, entryIds: [] };
    this.#acknowledged.set(name, acknowledged);
    acknowledged.entryIds.push(entryId);
    this.#undo?.push(() => acknowledged.entryIds.pop());
  }

  /** Stages a command of the bus's own. */
  command(command: Command): void {
    this.#commands.push(command);
  }

  /** How many decisions have staged something: a refusal has not. */
  get writing(): number {
    return this.#writing;
  }

  /** Runs a decision; one that throws leaves nothing of what it had staged. */
  atomically<T>(decide: () => T): T {
    const commands = this.#commands.length;
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      const decision = decide();
      if (this.#commands.length > commands || undo.length > 0) this.#writing += 1;
      return decision;
    } catch (error) {
      this.#commands.length = commands;
      for (const step of undo.reverse()) step();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  /** Runs a decision whose entries get their traces from `trace`, whatever they were given. */
  tracing<T>(trace: TraceEntry, decide: () => T): T {
    this.#trace = trace;
    try {
      return decide();
    } finally {
      this.#trace = undefined;
    }
  }

  /** All that was staged. A record that changed more than once is written once; each of its entries is. */
  commands(): Command[] {
    const commands: Command[] = [];
    for (const slots of this.#slots.values())
      for (const slot of slots.values()) if (slot.fields !== slot.stored) this.#write(slot, commands);
    for (const command of this.#commands) commands.push(command);
    for (const { stream, group, entryIds } of this.#acknowledged.values()) {
      if (entryIds.length > 0) commands.push(['xack', stream, group, ...entryIds]);
    }
    return commands;
  }

  #advance<State, Replica extends Copied>(
    record: ReplicaRecord<Replica>,
    id: string,
    line: { follow(replica: Replica, state: State): Replica },
    state: State,
  ): number {
    const replica = this.get({ record, id });
    // Only the copy counts the entries. Where somebody has deleted it, it is back after a rebuild.
    if (!replica) throw new Unavailable('unavailable', `${record.name}:${id} is missing, and can't count`);
    const sequence = replica.sequence + 1;
    this.replicate(record, { ...line.follow(replica, state), sequence });
    return sequence;
  }

  /** Stages an entry. A change of a record stages its own; this is for what changes none. */
  append(stream: StreamDefinition, untraced: NewEvent): void {
    const event = this.#trace ? { ...untraced, traceparent: this.#trace(stream, untraced) } : untraced;
    this.#commands.push(['xadd', keyIn(this.partition, stream.name), '*', ...encodeEvent(stream, event)]);
    if (kindOf(stream, event.type) !== 'change') this.command(keepOutside(stream.name, event, this));
  }

  #write(slot: Slot, commands: Command[]): void {
    const { key, record, stored = {}, fields = {} } = slot;
    const set: string[] = [];
    for (const name in fields) {
      const value = fields[name];
      if (value !== undefined && stored[name] !== value) set.push(name, value);
    }
    const removed: string[] = [];
    for (const name in stored) if (!(name in fields)) removed.push(name);
    if (set.length > 0) commands.push(['hset', key, ...set]);
    if (removed.length > 0) commands.push(['hdel', key, ...removed]);
    if (record.kind === 'source') this.#writeIndexes(record, slot, commands);
  }

  #writeIndexes(record: SourceRecord, slot: Slot, commands: Command[]): void {
    const { id, stored, fields } = slot;
    const were = scoresOf(record, stored && record.codec.decode(stored));
    const are = scoresOf(record, fields && record.codec.decode(fields));
    for (const [name, score] of are) {
      if (were.get(name) !== score) commands.push(['zadd', keyIn(this.partition, name), score, id]);
    }
    for (const name of were.keys())
      if (!are.has(name)) commands.push(['zrem', keyIn(this.partition, name), id]);
  }

  #slot({ record, id }: Ref): Slot {
    const slots = this.#slots.get(record.name) ?? new Map<string, Slot>();
    const known = slots.get(id);
    if (known) return known;
    const need = needOf({ record, id }, this.partition);
    const stored = hashOf(this.reply(need));
    const slot = { record, id, key: need.key, stored, fields: stored };
    this.#slots.set(record.name, slots.set(id, slot));
    return slot;
  }

  #set(slot: Slot, fields: Fields | undefined): void {
    const before = slot.fields;
    this.#undo?.push(() => {
      slot.fields = before;
    });
    slot.fields = fields;
  }
}

function keyOf(ref: Ref, partition: number): string {
  return keyIn(partition, `${ref.record.name}:${ref.id}`);
}

/** Decoded once for each change of the fields: what a transaction needs, decides and announces asks for it. */
function stateIn(slot: Slot, fields: Fields): Versioned | Copied {
  if (slot.decoded?.fields !== fields) slot.decoded = { fields, state: slot.record.codec.decode(fields) };
  return slot.decoded.state;
}

function scoresOf(record: SourceRecord, state: Versioned | undefined): Map<string, number> {
  return new Map(state && record.indexes(state).map(({ name, score }) => [name, score]));
}

/** A number that somebody damaged must not pass for one that is far ahead or behind. */
function sequenceIn(text: string | undefined): number {
  if (text === undefined || !/^(0|[1-9]\d{0,14})$/.test(text))
    throw new Fault(`this is no sequence: ${text}`);
  return Number(text);
}
