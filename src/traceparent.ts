/** What a `traceparent` says (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
export interface TraceParent {
  /** 32 hex digits. */
  readonly traceId: string;
  /** Of the span that caused what comes next: 16 hex digits. */
  readonly parentId: string;
  /** Two hex digits; 01 stands in them for "sampled". */
  readonly flags: string;
}

/** @returns `undefined` for one that is malformed, which counts as none (section 4.3) */
export function parseTraceparent(text = ''): TraceParent | undefined {
  const { version, traceId, parentId, flags, more } = format.exec(text)?.groups ?? {};
  if (traceId === undefined || parentId === undefined || flags === undefined) return undefined;
  return version === '00' && more !== undefined ? undefined : { traceId, parentId, flags };
}

// Section 3.2.2.3: versions to come begin like this one, and may go on behind another dash; ff is none.
const format =
  /^(?!ff)(?<version>[\da-f]{2})-(?!0{32})(?<traceId>[\da-f]{32})-(?!0{16})(?<parentId>[\da-f]{16})-(?<flags>[\da-f]{2})(?<more>-.*)?$/;
