import { z } from 'zod';
import { Fault } from './faults.js';
import { withNulls } from './older-data.js';
import { fieldsOf } from './replies.js';

/**
 * How an event stands to the others about its subject. A `change` follows the one before it, without a gap. A
 * `snapshot` tells the whole state at its sequence, whatever came before. A `request` stands outside the line: it asks
 * for something.
 */
export type EventKind = 'change' | 'snapshot' | 'request';

/** One type of event and the schema of its data, declared once and used on both sides. */
export interface EventDefinition<Type extends string, Data, Kind extends EventKind = EventKind> {
  readonly kind: Kind;
  readonly type: Type;
  readonly data: z.ZodType<Data>;
  /** What it tells, in a sentence. */
  readonly summary: string;
}

/** A stream of the published language: who writes it, and every event that may stand in it. */
export interface StreamDefinition<Definitions extends AnyEventDefinition = AnyEventDefinition> {
  /** The stream's key within a partition. */
  readonly name: string;
  readonly events: { readonly [Type in Definitions['type']]: Extract<Definitions, { type: Type }> };
}

/** An event with the attributes of CloudEvents 1.0. */
export interface Event<Type extends string = string, Data = unknown> {
  /** Unique within the source. */
  readonly id: string;
  readonly type: Type;
  /** The stream that it was written to. */
  readonly source: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** The ordering key: entries of one subject are applied in order. */
  readonly subject: string;
  /** Contiguous for the changes of each subject. */
  readonly sequence: number;
  readonly data: Data;
  /**
   * The trace that caused it (W3C Trace Context). Absent when nobody asked for it, as when a hold expires, unless spans
   * are told: then each entry has one.
   */
  readonly traceparent?: string | undefined;
}

type AnyEventDefinition = EventDefinition<string, unknown>;

/** The event that a definition describes. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? Event<Type, Data> : never;

/** Any event of a stream, told apart by its `type`. */
export type EventIn<Stream> =
  Stream extends StreamDefinition<infer Definitions> ? EventOf<Definitions> : never;

/** @example `defineEvent('ticket:created', ticketState, 'A seller has listed a ticket.')` */
export function defineEvent<const Type extends string, Data>(
  type: Type,
  data: z.ZodType<Data>,
  summary: string,
): EventDefinition<Type, Data, 'change'> {
  return define('change', type, data, summary);
}

/** An event that heals a gap: its data is the whole state, and what the source has seen in `seen`. */
export function defineSnapshot<const Type extends string, Data>(
  type: Type,
  data: z.ZodType<Data>,
  summary: string,
): EventDefinition<Type, Data, 'snapshot'> {
  return define('snapshot', type, data, summary);
}

/** An event that asks the source of its subject for a snapshot. */
export function defineRequest<const Type extends string, Data>(
  type: Type,
  data: z.ZodType<Data>,
  summary: string,
): EventDefinition<Type, Data, 'request'> {
  return define('request', type, data, summary);
}

/**
 * Whatever is written or read is checked: zod makes a function of the schema, which takes a seventh of the time of its
 * parser, and leaves what does not fit to that.
 */
function define<Type extends string, Data, Kind extends EventKind>(
  kind: Kind,
  type: Type,
  data: z.ZodType<Data>,
  summary: string,
): EventDefinition<Type, Data, Kind> {
  return { kind, type, data: z.compile(data), summary };
}

/** @example `defineStream('tickets', [ticketCreated, ticketUpdated])` */
export function defineStream<const Definitions extends readonly AnyEventDefinition[]>(
  name: string,
  definitions: Definitions,
): StreamDefinition<Definitions[number]>;
export function defineStream(name: string, definitions: readonly AnyEventDefinition[]): StreamDefinition {
  return { name, events: Object.fromEntries(definitions.map((definition) => [definition.type, definition])) };
}

/** The fields of an entry: attributes of CloudEvents 1.0, each as a string. */
export const entryFields = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  source: z.string().min(1),
  time: z.iso.datetime(),
  subject: z.string().min(1),
  sequence: z.string().regex(/^(0|[1-9]\d{0,14})$/),
  data: z.string(),
  traceparent: z.string().optional(),
});

const compiledFields = z.compile(entryFields);

/** What a writer says of a new event; the rest follows from it. */
export interface NewEvent {
  readonly type: string;
  readonly time: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: unknown;
  readonly traceparent?: string | undefined;
}

/**
 * The fields of an entry, as XADD takes them.
 *
 * @throws Fault when the type is none of the stream's or the data does not fit its schema
 */
export function encodeEvent(stream: StreamDefinition, event: NewEvent): string[] {
  const data = parseData(stream, event.type, event.data);
  return [
    'id',
    idOf(event, kindOf(stream, event.type)),
    'type',
    event.type,
    'source',
    sourceOf(stream),
    'time',
    event.time,
    'subject',
    event.subject,
    'sequence',
    String(event.sequence),
    'data',
    JSON.stringify(data),
    ...(event.traceparent === undefined ? [] : ['traceparent', event.traceparent]),
  ];
}

/**
 * The event in an entry, validated; fields that it doesn't know are left to later versions of the language, and nullable
 * ones that an earlier version did not have are `null`.
 *
 * @param fields names and values in turn, as XREADGROUP gives them
 * @throws Fault when the entry is not an event of the stream
 */
export function decodeEvent<Stream extends StreamDefinition>(
  stream: Stream,
  fields: readonly string[],
): EventIn<Stream>;
export function decodeEvent(stream: StreamDefinition, fields: readonly string[]): Event {
  const parsed = compiledFields.safeParse(fieldsOf(fields));
  if (!parsed.success) throw new Fault(`not an event: ${z.prettifyError(parsed.error)}`);
  // Named one by one: to spread the rest of them took longer than all checks.
  const { id, type, source, time, subject, sequence, data, traceparent } = parsed.data;
  return {
    id,
    type,
    source,
    time,
    subject,
    sequence: Number(sequence),
    data: parseStored(stream, type, parseJson(data)),
    traceparent,
  };
}

/** @returns `undefined` when the stream has no such event */
export function kindOf({ events }: StreamDefinition, type: string): EventKind | undefined {
  return Object.hasOwn(events, type) ? events[type]?.kind : undefined;
}

/** Whether the id of an event says that it is a change: known also where the stream's definition is not. */
export function isIdOfChange(
  id: string,
  { subject, sequence }: Pick<NewEvent, 'subject' | 'sequence'>,
): boolean {
  return id === `${subject}/${sequence}`;
}

/** A change is the only one of its sequence; what is no change may be told again. */
export function idOf({ type, subject, sequence, time }: NewEvent, kind: EventKind | undefined): string {
  return kind === 'change' ? `${subject}/${sequence}` : `${subject}/${sequence}/${type}/${time}`;
}

function sourceOf(stream: StreamDefinition): string {
  return `/holdfast/${stream.name}`;
}

function parseData(stream: StreamDefinition, type: string, data: unknown): unknown {
  const definition = Object.hasOwn(stream.events, type) ? stream.events[type] : undefined;
  if (!definition) throw new Fault(`unknown event type ${JSON.stringify(type)} on the stream ${stream.name}`);
  const parsed = definition.data.safeParse(data);
  if (!parsed.success) throw new Fault(`the data of ${type} is not valid: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * An older server knew less; whoever writes today has to say everything. Nearly all that is read was written by a server
 * of today, so what is missing is looked for only in what does not fit.
 */
function parseStored(stream: StreamDefinition, type: string, data: unknown): unknown {
  const schema = Object.hasOwn(stream.events, type) ? stream.events[type]?.data : undefined;
  const parsed = schema?.safeParse(data);
  if (parsed?.success) return parsed.data;
  return parseData(stream, type, schema ? withNulls(schema, data) : data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('the data of the entry is not JSON', { cause });
  }
}
