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

/** The fields of a form. */
export type Draft = Readonly<Record<Detail, string>>;

/**
 * A form that was begun on an older version, on top of the newer one: what its writer has changed stays, all else is as
 * it is now.
 *
 * @param base the form as it was before its writer began
 * @param current the form as it would be of the newer version
 */
export function rebase(draft: Draft, { base, current }: { base: Draft; current: Draft }): Draft {
  const pick = (name: Detail) => (draft[name] === base[name] ? current[name] : draft[name]);
  return {
    title: pick('title'),
    price: pick('price'),
    venue: pick('venue'),
    startsAt: pick('startsAt'),
    seat: pick('seat'),
  };
}
