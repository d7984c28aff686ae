import type { Ticket } from '../../events/tickets.js';

/** All that can differ between two versions of a ticket, but for its stamps. */
const CHANGING = [
  'title',
  'price',
  'currency',
  'venue',
  'startsAt',
  'seat',
  'status',
  'orderId',
] as const satisfies (keyof Ticket)[];

type ChangingField = (typeof CHANGING)[number];

/** What one version changed, field by field; `null` where there was nothing, or is nothing any more. */
export type Changes = {
  [Field in ChangingField]?: { readonly from: Ticket[Field] | null; readonly to: Ticket[Field] };
};

/** @param before `undefined` for a new ticket, each of whose fields was nothing before */
export function changesBetween(before: Ticket | undefined, after: Ticket): Changes;
export function changesBetween(before: Ticket | undefined, after: Ticket): object {
  return Object.fromEntries(
    CHANGING.map((field) => [field, { from: before?.[field] ?? null, to: after[field] }] as const).filter(
      ([, { from, to }]) => from !== to,
    ),
  );
}
