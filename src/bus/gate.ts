/** What to do with an entry, given the last one that was applied. */
export type Verdict = 'next' | 'duplicate' | 'early';

/**
 * The version gate: entries of one subject are applied in the order of their sequence, each exactly once.
 *
 * @param seen the sequence last applied, `undefined` when there is nothing yet that it could apply to
 * @param sequence the sequence of the entry at hand
 */
export function gate(seen: number | undefined, sequence: number): Verdict {
  if (seen === undefined || sequence > seen + 1) return 'early';
  return sequence === seen + 1 ? 'next' : 'duplicate';
}

/**
 * The gate for an entry that tells the whole state: it needs nothing before it, but must not take a copy back. One that
 * tells of the copy's own version is let in, as the copy may be damaged.
 *
 * @param seen the sequence last applied, `undefined` when there is nothing yet
 */
export function gateOfSnapshot(seen: number | undefined, sequence: number): Verdict {
  return seen === undefined || sequence >= seen ? 'next' : 'duplicate';
}
