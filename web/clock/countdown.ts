/** What is left of a hold. */
export interface Left {
  /** Whole seconds, and never less than 0. A second that has begun still counts. */
  readonly seconds: number;
  /** As a clock shows it: `14:59`, or `1:02:03`. */
  readonly text: string;
}

/**
 * @param expiresAt RFC 3339
 * @param nowMs by the server's clock, in milliseconds since 1970
 */
export function timeLeft(expiresAt: string, nowMs: number): Left {
  const seconds = Math.max(0, Math.ceil((Date.parse(expiresAt) - nowMs) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return { seconds, text: hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}` };
}
