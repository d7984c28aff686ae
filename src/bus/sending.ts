import type { ProducerSpan, Spans } from '../spans.js';
import { idOf, kindOf } from './event.js';
import { Unavailable } from './faults.js';
import type { Lane, Work } from './lane.js';

export interface SendingOptions {
  /** How long the caller waits, in milliseconds; without it, as long as the lane is open. */
  readonly deadlineMs?: number;
  /** Without it nothing is told, and entries carry the trace that they were given. */
  readonly spans: Spans | undefined;
  /** What causes the work, as a `traceparent`. */
  readonly parent: string | undefined;
}

/**
 * Submits work to a lane, and tells of each entry that it writes. An entry carries the trace of its own span, so that
 * what it causes stands below it.
 *
 * @throws whatever the lane throws
 */
export function submitSending<T>(
  lane: Lane,
  work: Work<T>,
  { spans, parent, ...options }: SendingOptions,
): Promise<T> {
  return spans ? tellSending(lane, work, { spans, parent, options }) : lane.submit(work, options);
}

interface Telling extends Pick<SendingOptions, 'parent'> {
  readonly spans: Spans;
  readonly options: Pick<SendingOptions, 'deadlineMs'>;
}

async function tellSending<T>(lane: Lane, work: Work<T>, { spans, parent, options }: Telling): Promise<T> {
  const startedAt = Date.now();
  // Of the last decision alone: what was decided before it was not written.
  let sent: ProducerSpan[] = [];
  const told: Work<T> = {
    needs: () => work.needs(),
    needsMore: work.needsMore,
    decide(set) {
      const deciding: ProducerSpan[] = [];
      sent = [];
      const decision = set.tracing(
        (stream, event) => {
          const { type, subject, sequence } = event;
          const id = idOf(event, kindOf(stream, type));
          const { partition } = set;
          const span = spans.send({
            stream: stream.name,
            partition,
            parent,
            startedAt,
            event: { id, type, subject, sequence },
          });
          deciding.push(span);
          return span.traceparent;
        },
        () => work.decide(set),
      );
      sent = deciding;
      return decision;
    },
  };
  try {
    const result = await lane.submit(told, options);
    for (const span of sent) span.end();
    return result;
  } catch (error) {
    // Where it is known that nothing was written, nothing was sent.
    const isKnown = error instanceof Unavailable && error.reason !== 'outcome-unknown';
    if (!isKnown) for (const span of sent) span.end(error);
    throw error;
  }
}
