/** How long to wait before trying again. */
export interface BackOff {
  /** The longest first wait, in milliseconds; it doubles with each attempt. */
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Exponential back-off with half of it random, so that those who failed together don't come back together.
 *
 * @param attempt how many tries have failed, from 1
 * @param random 0 ≤ random < 1
 * @returns milliseconds
 */
export function backOffMs({ baseMs, maxMs }: BackOff, attempt: number, random = Math.random()): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return (ceiling / 2) * (1 + random);
}
