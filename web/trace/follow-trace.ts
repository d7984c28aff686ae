import { type Api, settle } from '../api/client.js';
import { isProblem, type Problem } from '../api/problem.js';
import type { Live } from '../live/message.js';
import { createStore, type Readable } from '../state/store.js';
import { eventsOf, isUnsettled } from './events.js';
import type { Trace } from './trace.js';

/** What is known of a trace; the last one that was read is kept while it can't be read anew. */
export interface Followed {
  readonly trace?: Trace;
  readonly problem?: Problem;
}

export interface TraceFollower {
  readonly followed: Readable<Followed>;
  stop(): void;
}

/** How soon what waits is looked at again, at first and at last, in milliseconds. */
const SOON_MS = 200;
const LATE_MS = 2000;

/**
 * Reads a ticket's trace, and again when something happens to the ticket. What the other module does with an entry is
 * told by no event: while one waits, it is looked at again, less and less often. A ticket that nobody has is not asked
 * for again, unless something is told of it.
 */
export function followTrace({ api, live }: { api: Api; live: Live }, ticketId: string): TraceFollower {
  const followed = createStore<Followed>({});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = SOON_MS;
  let isReading = false;
  let isAskedAgain = false;
  let isStopped = false;

  async function read(): Promise<void> {
    clearTimeout(timer);
    if (isReading) {
      isAskedAgain = true;
      return;
    }
    isReading = true;
    const call = api.GET('/api/traces/{ticketId}', { params: { path: { ticketId } } });
    const answer = await settle(call);
    isReading = false;
    if (isStopped) return;
    const { trace } = followed.get();
    if (answer.ok) followed.set({ trace: answer.data });
    else followed.set({ ...(trace && { trace }), problem: answer.problem });
    if (isAskedAgain) {
      isAskedAgain = false;
      await read();
    } else if (answer.ok ? isUnsettled(eventsOf(answer.data)) : !isProblem(answer.problem, 'not-found')) {
      timer = setTimeout(read, waitMs);
      waitMs = Math.min(waitMs * 2, LATE_MS);
    }
  }

  const ended = live.on((message) => {
    if (message.name !== 'reset' && message.event.subject !== ticketId) return;
    waitMs = SOON_MS;
    void read();
  });
  void read();
  return {
    followed,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      ended();
    },
  };
}
