import type { ConsumerSpan, Handled, Spans } from '../spans.js';
import type { Event } from './event.js';
import type { RawEntry } from './group-reader.js';
import { fieldsOf } from './replies.js';

/**
 * Tells how a consumer group handles entries: one span for each, from its delivery until it is done with, however often
 * it is tried. One that is given up here, as it waits in Redis or for another process, is not told.
 */
export interface Handling {
  begin(entry: RawEntry & { readonly event?: Event }): void;
  /** For what the entry causes. */
  traceparentOf(entry: RawEntry): string | undefined;
  /** It was tried; `failed` is what its reaction has thrown. */
  tried(entry: RawEntry, attempt: string | { readonly failed: unknown }): void;
  end(entry: RawEntry, verdict: Handled['verdict'], error?: string): void;
}

export interface HandlingOptions {
  readonly spans: Spans;
  readonly stream: string;
  readonly group: string;
  readonly partition: number;
}

interface Begun {
  readonly span: ConsumerSpan;
  tries: number;
  wasEarly: boolean;
}

/** Makes what tells of one group's entries in one partition. */
export function createHandling({ spans, ...place }: HandlingOptions): Handling {
  const begun = new WeakMap<RawEntry, Begun>();
  return {
    begin(entry) {
      const { entryId, event } = entry;
      // Whatever can't be decoded may still say where it came from.
      const parent = event ? event.traceparent : fieldsOf(entry.fields).traceparent;
      const span = spans.process({ ...place, entryId, event, parent });
      begun.set(entry, { span, tries: 0, wasEarly: false });
    },
    traceparentOf: (entry) => begun.get(entry)?.span.traceparent,
    tried(entry, attempt) {
      const one = begun.get(entry);
      if (!one) return;
      one.tries += 1;
      if (typeof attempt === 'object') one.span.failed(attempt.failed);
      if (attempt !== 'early' || one.wasEarly) return;
      one.wasEarly = true;
      one.span.early();
    },
    end(entry, verdict, error) {
      const one = begun.get(entry);
      begun.delete(entry);
      one?.span.end({ verdict, tries: one.tries, error });
    },
  };
}
