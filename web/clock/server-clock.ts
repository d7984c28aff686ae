/** Between what a local clock may be behind the server's, in milliseconds; both ends are possible. */
export interface Offset {
  readonly least: number;
  readonly most: number;
}

/** What one answer tells of the server's clock; all in milliseconds since 1970. */
export interface Sample {
  /** The `Date` of the answer, which leaves out the part of a second (RFC 9110 section 5.6.7). */
  readonly date: number;
  /** By the local clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * Narrows down how far the local clock is off. An answer was made between the request and its arrival, and in the second
 * that its `Date` names; a few answers leave little more than the time that the fastest of them took.
 *
 * @returns what fits all answers; only the last one where a clock was set meanwhile and they do not fit together
 */
export function narrow(known: Offset | undefined, { date, sentAt, receivedAt }: Sample): Offset {
  const seen = { least: date - receivedAt, most: date + 999 - sentAt };
  if (known === undefined) return seen;
  const both = { least: Math.max(known.least, seen.least), most: Math.min(known.most, seen.most) };
  return both.least <= both.most ? both : seen;
}

/** A clock that goes with the server's. */
export interface ServerClock {
  /** In milliseconds since 1970. */
  now(): number;
  /** Learns from an answer. */
  hear(response: Response, times: { readonly sentAt: number; readonly receivedAt: number }): void;
}

export function createServerClock(localNow: () => number = Date.now): ServerClock {
  let offset: Offset | undefined;
  return {
    now: () => localNow() + (offset === undefined ? 0 : Math.round((offset.least + offset.most) / 2)),
    hear({ headers }, times) {
      const date = Date.parse(headers.get('Date') ?? '');
      if (!Number.isNaN(date)) offset = narrow(offset, { date, ...times });
    },
  };
}
