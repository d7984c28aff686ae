const LONGEST_MS = 30_000;

/**
 * How long to wait before connecting again, in milliseconds: twice as long after each failure, up to half a minute, and
 * not shorter than the server asks for. Up to half of it is left to chance, so that all those whom one server lost do
 * not come back in one moment.
 *
 * @param failures how many there were in a row; 0 where a connection that worked has ended
 * @param random from 0 to 1
 */
export function waitBeforeRetry(options: {
  readonly failures: number;
  readonly retryMs: number;
  readonly retryAfterMs: number;
  readonly random: number;
}): number {
  const { failures, retryMs, retryAfterMs, random } = options;
  const longest = Math.min(LONGEST_MS, retryMs * 2 ** Math.min(failures, 10));
  return Math.round(Math.max(retryAfterMs, longest / 2) + (longest / 2) * random);
}

/** The `Retry-After` of an answer in milliseconds; 0 without one, or where it is a date (RFC 9110 section 10.2.3). */
export function retryAfterMs(value: string | null): number {
  return value !== null && /^\d{1,5}$/.test(value) ? Number(value) * 1000 : 0;
}
