/**
 * Tells a collector of traces what this process does, and how long it took. What stands in a trace under what is said by
 * `traceparent` alone, which goes from hand to hand; nothing finds its parent by itself.
 *
 * A span that is never ended is not told: so what was begun, and then turns out not to have happened, is simply left.
 *
 * None of these calls throws or waits: they stand in the way of writes.
 */
export interface Spans {
  /** A request is being answered. */
  serve(request: ServedRequest): ServerSpan;
  /** An entry is being written to a stream. */
  send(entry: SentEntry): ProducerSpan;
  /** An entry was delivered to a consumer group. */
  process(entry: ProcessedEntry): ConsumerSpan;
}

/** Whatever has a place in a trace. */
export interface Span {
  /** The trace with this as the parent, for what it causes (W3C Trace Context). */
  readonly traceparent: string;
}

export interface ServedRequest {
  readonly method: string;
  /** Without the query, which may hold a secret. */
  readonly path: string;
  readonly scheme: 'http' | 'https';
  /** What the caller sent; one that is malformed counts as none. */
  readonly parent: string | undefined;
}

export interface ServerSpan extends Span {
  /** @param answer without a route where nothing is at the path; `error` is what was thrown, if anything was */
  end(answer: { readonly route?: string; readonly status: number; readonly error?: unknown }): void;
}

/** An event in a stream. */
export interface SpannedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
}

export interface SentEntry {
  /** The name of the stream, without its partition. */
  readonly stream: string;
  readonly partition: number;
  readonly event: SpannedEvent;
  /** What caused it; without one it begins a trace. */
  readonly parent: string | undefined;
  /** Since when somebody wants it written, in milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface ProducerSpan extends Span {
  /** @param error why it is not known to be written, if it is not */
  end(error?: unknown): void;
}

export interface ProcessedEntry {
  readonly stream: string;
  readonly partition: number;
  readonly group: string;
  /** The entry's id in its stream. */
  readonly entryId: string;
  /** Absent where the entry can not be decoded. */
  readonly event?: SpannedEvent | undefined;
  /** The entry's own `traceparent`. */
  readonly parent: string | undefined;
}

export interface ConsumerSpan extends Span {
  /** It has to wait for an entry before it. */
  early(): void;
  /** Its reaction has thrown. */
  failed(error: unknown): void;
  end(handled: Handled): void;
}

/** What became of an entry in a group. */
export interface Handled {
  /** `failed`: it stays pending, and its next delivery is told by itself. `dead`: it is with the dead letters now. */
  readonly verdict: 'applied' | 'duplicate' | 'failed' | 'dead';
  /** How often it was tried, with those tries that found it early. */
  readonly tries: number;
  /** Why it failed or is dead. */
  readonly error?: string | undefined;
}
