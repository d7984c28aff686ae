import { type Answer, type Api, settle } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { createStore, type Readable } from '../state/store.js';
import type { Check, DeadLetter, Replay, Streams } from './contract.js';

/** What was seen last. */
export interface Seen {
  readonly checks: readonly Check[];
  readonly streams: Streams | undefined;
  /** Why there is no newer look at the streams. */
  readonly problem: Problem | undefined;
  /** The newest of them. */
  readonly letters: readonly DeadLetter[];
  /** Whether there are older ones. */
  readonly moreLetters: boolean;
}

/** Looks at the server again and again while somebody sees it. */
export interface Watch {
  readonly seen: Readable<Seen>;
  /** @returns ends it */
  start(): () => void;
  /** Shows more dead letters, up to as many as one answer holds. */
  more(): Promise<void>;
  /** Gives a dead letter to its group once more, and looks. */
  replay(id: string): Promise<Answer<Replay>>;
  /** Removes a dead letter for good, and looks. */
  discard(id: string): Promise<Answer<unknown>>;
}

/** The most dead letters that one answer holds. */
export const MOST_LETTERS = 100;

const PAGE = 20;

/**
 * Numbers are states and no events: what was between two looks matters to nobody, a look costs the server a few
 * commands, and no connection has to be kept. So they are asked for, every two seconds, while the page is visible.
 */
const EVERY_MS = 2000;

const nothing: Seen = { checks: [], streams: undefined, problem: undefined, letters: [], moreLetters: false };

/** @param api of somebody with the scope `admin` */
export function createWatch(api: Api): Watch {
  const seen = createStore(nothing);
  let limit = PAGE;
  let looking: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;

  function look(): Promise<void> {
    clearTimeout(timer);
    looking ??= lookOnce().finally(() => {
      looking = undefined;
      if (running && !document.hidden) timer = setTimeout(look, EVERY_MS);
    });
    return looking;
  }

  /** A look that begins now, and so sees what was done before. */
  async function lookAnew(): Promise<void> {
    await looking;
    await look();
  }

  async function lookOnce(): Promise<void> {
    const [checks, streams] = await Promise.all([readChecks(api), settle(api.GET('/api/admin/streams'))]);
    if (!streams.ok) {
      seen.set({ ...seen.get(), checks, problem: streams.problem });
      return;
    }
    const letters = await readLetters(streams.data);
    seen.set({ ...seen.get(), checks, streams: streams.data, problem: undefined, ...letters });
  }

  /** @returns nothing where they could not be read, so that those which are shown stay */
  async function readLetters({ streams }: Streams): Promise<Partial<Seen>> {
    const isNone = streams.every(({ groups }) => groups.every(({ deadLetters }) => deadLetters === 0));
    if (isNone) return { letters: [], moreLetters: false };
    const answer = await settle(api.GET('/api/admin/dead-letters', { params: { query: { limit } } }));
    return answer.ok ? { letters: answer.data.items, moreLetters: answer.data.next !== null } : {};
  }

  function lookWhenVisible(): void {
    if (!document.hidden) void look();
  }

  async function andLook<Result>(call: Promise<Result>): Promise<Result> {
    const result = await call;
    await lookAnew();
    return result;
  }

  return {
    seen,
    start() {
      running = true;
      document.addEventListener('visibilitychange', lookWhenVisible);
      void look();
      return () => {
        running = false;
        clearTimeout(timer);
        document.removeEventListener('visibilitychange', lookWhenVisible);
      };
    },
    async more() {
      limit = Math.min(limit + PAGE, MOST_LETTERS);
      await lookAnew();
    },
    replay: (id) =>
      andLook(settle(api.POST('/api/admin/dead-letters/{id}/replay', { params: { path: { id } } }))),
    discard: (id) =>
      andLook(settle(api.DELETE('/api/admin/dead-letters/{id}', { params: { path: { id } } }))),
  };
}

/** A server that is not ready answers with the checks as well, and says that it is not by the status. */
async function readChecks(api: Api): Promise<readonly Check[]> {
  try {
    const { data, error } = await api.GET('/readyz');
    if (data) return data.checks;
    if (error && 'checks' in error) return error.checks;
    return [unanswered];
  } catch {
    return [unanswered];
  }
}

const unanswered: Check = { name: 'server', ok: false, detail: 'The server does not answer.' };
