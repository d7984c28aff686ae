import { Fault } from './faults.js';

/** Redis answers maps as flat lists of names and values in turn. */
export function pairs<T>(flat: readonly T[]): [T, T][] {
  const result: [T, T][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i];
    const value = flat[i + 1];
    if (name !== undefined && value !== undefined) result.push([name, value]);
  }
  return result;
}

/** TIME answers seconds and microseconds; this is milliseconds since the epoch. */
export function millisecondsOf(time: unknown): number {
  if (!Array.isArray(time)) throw new Fault('TIME did not answer seconds and microseconds');
  return Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
}

/** The fields of a hash or of an entry, names and values in turn. */
export function fieldsOf(flat: readonly unknown[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) fields[String(flat[i])] = String(flat[i + 1]);
  return fields;
}
