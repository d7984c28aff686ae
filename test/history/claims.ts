import type { Breach, Call } from './call.js';
import { nameOf } from './history.js';
import type { Read } from './register.js';

/** What an answer says of a register: in which states it could be given, or that it never could. */
export type Claim<State> = { readonly ticketId: string } & (
  | { readonly allows: Read<State>['allows'] }
  | { readonly breach: string }
);

/** The claims of all calls, by the ticket that each is about. */
export function weigh<State>(
  calls: readonly Call[],
  claimsOf: (call: Call) => Iterable<Claim<State>>,
): { readonly breaches: Breach[]; readonly reads: ReadonlyMap<string, Read<State>[]> } {
  const breaches: Breach[] = [];
  const reads = new Map<string, Read<State>[]>();
  for (const call of calls) {
    const { invokedAt, returnedAt } = call;
    const what = nameOf(call);
    for (const { ticketId, ...claim } of claimsOf(call)) {
      if ('breach' in claim) {
        breaches.push({ rule: claim.breach, detail: what, ticketId });
        continue;
      }
      const read = { invokedAt, returnedAt, allows: claim.allows, what };
      reads.set(ticketId, [...(reads.get(ticketId) ?? []), read]);
    }
  }
  return { breaches, reads };
}
