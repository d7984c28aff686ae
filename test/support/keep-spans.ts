import type { Handled, ProcessedEntry, SentEntry, Spans } from '../../src/spans.js';

/** A span that was begun. */
export interface KeptSpan {
  readonly traceparent: string;
  readonly parent: string | undefined;
  readonly of: SentEntry | ProcessedEntry;
  /** What happened meanwhile. */
  readonly notes: string[];
  /** What it ended with, each time that it did. */
  readonly ends: (Handled | { readonly error: unknown })[];
}

/** Spans that a test can look at, those of entries alone; each names itself in its `traceparent`. */
export function keepSpans() {
  const begun: KeptSpan[] = [];
  const begin = (entry: SentEntry | ProcessedEntry): KeptSpan => {
    const id = String(begun.length + 1).padStart(16, '0');
    const traceparent = `00-${'a'.repeat(32)}-${id}-01`;
    const kept = { traceparent, parent: entry.parent, of: entry, notes: [], ends: [] };
    begun.push(kept);
    return kept;
  };
  const spans: Spans = {
    serve: () => {
      throw new Error('there is no HTTP here');
    },
    send(entry) {
      const { traceparent, ends } = begin(entry);
      return { traceparent, end: (error) => void ends.push({ error }) };
    },
    process(entry) {
      const { traceparent, notes, ends } = begin(entry);
      return {
        traceparent,
        early: () => void notes.push('early'),
        failed: (error) => void notes.push(String(error)),
        end: (handled) => void ends.push(handled),
      };
    },
  };
  const ended = (kind: 'send' | 'process') =>
    begun.filter(({ of, ends }) => ends.length > 0 && 'group' in of === (kind === 'process'));
  return {
    spans,
    begun: begun as readonly KeptSpan[],
    /** Those of entries that were written, or may have been. */
    sent: () => ended('send'),
    /** Those of entries whose handling has ended. */
    processed: () => ended('process'),
  };
}
