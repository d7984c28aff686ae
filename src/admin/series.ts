/** A count that only grows; `null` where nobody knows it. */
export type Total = number | null;

/**
 * By how much a count has grown from each look to the next; `null` where that is not known. A count that has become
 * less was begun anew, as that of a consumer group that was destroyed, and says nothing of the time between.
 *
 * @param totals at looks with the same time between them, oldest first
 */
export function growth(totals: readonly Total[]): Total[] {
  return totals.slice(1).map((total, i) => {
    const before = totals[i] ?? null;
    return total === null || before === null || total < before ? null : total - before;
  });
}
