import type { Ticket } from '../api/client.js';

/** What a seller can set. */
export const details = ['title', 'price', 'venue', 'startsAt', 'seat'] as const;

export type Detail = (typeof details)[number];

/** A field that is another one than it was. */
export interface Change {
  readonly name: Detail | 'currency' | 'status';
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** What became different between two versions of a ticket, as people should be told of it. */
export function changesBetween(before: Ticket, after: Ticket): Change[] {
  return ([...details, 'currency', 'status'] as const)
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, from: before[name], to: after[name] }));
}
