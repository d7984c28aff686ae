import type { Fields } from './layout.js';

/**
 * How a hash differs from the state that an entry carries; empty when it does not. Fields that the state does not know
 * are left to their owner.
 */
export function differences(hash: Fields, state: object): string[] {
  return [...flat(state)]
    .filter(([name, value]) => hash[name] !== value)
    .map(([name, value]) => `${name} is ${shown(hash[name])}, the entry says ${shown(value)}`);
}

/** A version or a counter; `undefined` when it is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
}

/** A value as a sentence shows it. */
export function shown(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** A state as a hash holds it: objects by dotted names, lists as JSON, and `null` as no field. */
function* flat(state: object, prefix = ''): Iterable<[name: string, value: string | undefined]> {
  for (const [name, value] of Object.entries(state)) yield* flatValue(prefix + name, value);
}

function* flatValue(name: string, value: unknown): Iterable<[name: string, value: string | undefined]> {
  if (Array.isArray(value)) yield [name, JSON.stringify(value)];
  else if (typeof value === 'object' && value !== null) yield* flat(value, `${name}.`);
  else yield [name, value === null ? undefined : String(value)];
}
