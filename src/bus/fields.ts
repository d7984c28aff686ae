import { Fault } from './faults.js';
import type { Fields } from './hash-codec.js';

/** What says which fields a state may have: a codec. */
interface Named {
  readonly fieldNames: ReadonlySet<string>;
}

/** HGETALL of a key that does not exist is an empty map. */
export function hashOf(reply: unknown): Fields | undefined {
  if (!isFields(reply)) throw new Fault('HGETALL did not answer a map');
  for (const _ in reply) return reply;
  return undefined;
}

function isFields(reply: unknown): reply is Fields {
  return typeof reply === 'object' && reply !== null && !Array.isArray(reply);
}

/** Whether the state in some fields is another, apart from those that are left out of account. */
export function differs(
  { fieldNames }: Named,
  before: Fields,
  after: Fields,
  except?: ReadonlySet<string>,
): boolean {
  for (const name of fieldNames) if (before[name] !== after[name] && !except?.has(name)) return true;
  return false;
}

/** Adds to `next` what stands in the hash beside the state: what was seen, and what a newer server may keep there. */
export function withForeign(
  { fieldNames }: Named,
  before: Fields | undefined,
  next: Record<string, string>,
): Fields {
  for (const name in before) {
    const value = before[name];
    if (value !== undefined && !fieldNames.has(name)) next[name] = value;
  }
  return next;
}
