import { z } from 'zod';
import { Fault } from './faults.js';

/** The fields of a Redis hash. */
export type Fields = Readonly<Record<string, string>>;

/** Turns a state into the fields of a hash and back. */
export interface HashCodec<State> {
  /** The fields that a state may have. */
  readonly fieldNames: ReadonlySet<string>;
  encode(state: State): Record<string, string>;
  /** @throws Fault when a field that must be there is missing or is no number */
  decode(fields: Fields): State;
}

interface Leaf {
  readonly field: string;
  /** The names of the objects that the value lies in, outermost first. */
  readonly parents: readonly string[];
  readonly name: string;
  readonly kind: 'string' | 'number' | 'boolean' | 'list';
  readonly nullable: boolean;
}

/**
 * Derives the codec of a state from its schema, so that a state has one definition: nested objects become dotted
 * field names, `null` an absent field, and a list of strings its JSON.
 *
 * @example `hashCodec(z.object({ id: z.string(), ticket: z.object({ price: z.int() }) }))` stores `id` and `ticket.price`
 */
export function hashCodec<State extends object>(schema: z.ZodObject & z.ZodType<State>): HashCodec<State> {
  const leaves = leavesOf(schema, []);
  return {
    fieldNames: new Set(leaves.map(({ field }) => field)),
    encode: (state) => encode(leaves, state),
    decode: (fields) => decode<State>(leaves, fields),
  };
}

function encode(leaves: readonly Leaf[], state: object): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const leaf of leaves) {
    let place: unknown = state;
    for (const parent of leaf.parents) place = property(place, parent);
    const value = property(place, leaf.name);
    if (value === null && leaf.nullable) continue;
    fields[leaf.field] = print(leaf, value);
  }
  return fields;
}

function print({ field, kind }: Leaf, value: unknown): string {
  if (kind === 'list' && Array.isArray(value)) return JSON.stringify(value);
  if (typeof value !== kind) throw new Fault(`${field} must be a ${kind}, is ${String(value)}`);
  return String(value);
}

function decode<State extends object>(leaves: readonly Leaf[], fields: Fields): State;
function decode(leaves: readonly Leaf[], fields: Fields): object {
  const state: Record<string, unknown> = {};
  for (const leaf of leaves) {
    let place = state;
    for (const parent of leaf.parents) {
      const next = place[parent];
      place = isRecord(next) ? next : addRecord(place, parent);
    }
    place[leaf.name] = parse(leaf, fields[leaf.field]);
  }
  return state;
}

function parse(leaf: Leaf, text: string | undefined): string | number | boolean | string[] | null {
  if (text === undefined) {
    if (leaf.nullable) return null;
    throw new Fault(`the stored record has no field ${leaf.field}`);
  }
  if (leaf.kind === 'string') return text;
  if (leaf.kind === 'boolean') return text === 'true';
  if (leaf.kind === 'list') return z.array(z.string()).parse(JSON.parse(text));
  const value = Number(text);
  if (text === '' || !Number.isFinite(value))
    throw new Fault(`the stored field ${leaf.field} is no number: ${text}`);
  return value;
}

function leavesOf(schema: z.ZodObject, parents: readonly string[]): Leaf[] {
  return Object.entries(schema.shape).flatMap(([name, member]) =>
    leavesOfMember(member, parents, name, false),
  );
}

function leavesOfMember(
  member: z.core.$ZodType,
  parents: readonly string[],
  name: string,
  nullable: boolean,
): Leaf[] {
  if (member instanceof z.ZodNullable) return leavesOfMember(member.unwrap(), parents, name, true);
  const field = [...parents, name].join('.');
  if (member instanceof z.ZodArray && member.element instanceof z.ZodString) {
    return [{ field, parents, name, kind: 'list', nullable }];
  }
  if (member instanceof z.ZodObject && !nullable) return leavesOf(member, [...parents, name]);
  return [{ field, parents, name, kind: kindOf(member, field), nullable }];
}

function kindOf(member: z.core.$ZodType, field: string): Leaf['kind'] {
  switch (member._zod.def.type) {
    case 'string':
    case 'enum':
    case 'literal':
      return 'string';
    case 'number':
    case 'int':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      throw new Fault(`a hash can't hold ${field}: ${member._zod.def.type}`);
  }
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function addRecord(place: Record<string, unknown>, name: string): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  place[name] = record;
  return record;
}
