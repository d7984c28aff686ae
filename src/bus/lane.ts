import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.js';
import { type BackOff, backOffMs } from './back-off.js';
import { Fault, Unavailable } from './faults.js';
import type { FencedConnection, Outcome } from './fenced-connection.js';
import { type LaneObserver, NO_LANE } from './observer.js';
import type { Need, WorkingSet } from './working-set.js';

/** A decision waiting for its turn in a lane. */
export interface Work<T> {
  /** What must be read before deciding, as far as it is known beforehand. */
  needs(): readonly Need[];
  /** What else must be read, by what was read; asked again when more has been. Most decisions need nothing else. */
  readonly needsMore?: ((set: WorkingSet) => readonly Need[]) | undefined;
  /** Stages what is to be written. Pure apart from that, as it may run more than once. */
  decide(set: WorkingSet): T;
}

/** Runs decisions in groups: one WATCH, one load, one EXEC for all that came while the last one was under way. */
export interface Lane {
  /** How many decisions wait, without those of the transaction that is under way. */
  readonly queued: number;
  /**
   * @param deadlineMs how long the caller waits; without it, as long as the lane is open
   * @returns what `decide` returned in the transaction that was applied
   * @throws Unavailable when it could not be written, or not in time; the reason says whether it may be stored
   * @throws whatever `decide` threw
   */
  submit<T>(work: Work<T>, options?: { readonly deadlineMs?: number }): Promise<T>;
  /** Refuses new work, finishes what is queued and closes the connection; after `timeoutMs` the rest is refused. */
  close(options: { readonly timeoutMs: number }): Promise<void>;
}

export interface LaneLimits {
  /** The most decisions in one transaction. */
  readonly groupSize: number;
  /** The most decisions that may wait; more are refused as `overloaded`. */
  readonly queueLength: number;
  /** How often rivals may get in first before a decision is refused as `contended`. */
  readonly tries: number;
  /** Between attempts to reach Redis. */
  readonly backOff: BackOff;
}

/** How often callers' deadlines are looked at, in milliseconds. */
const DEADLINE_TICK_MS = 50;

/** How much longer a caller waits whose decision is under way: what becomes of it is nearly always known by then. */
const GRACE_MS = 250;

type Phase = 'queued' | 'decided' | 'settled';

interface Job {
  /** What is known beforehand; with a set, what else follows from what is in it. */
  readonly needs: (set?: WorkingSet) => readonly Need[];
  readonly mayNeedMore: boolean;
  /** Decides, and keeps the answer until it is known to be stored. */
  readonly decide: (set: WorkingSet) => void;
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
  readonly deadline: number | undefined;
  phase: Phase;
  conflicts: number;
}

/** Makes a lane over a connection that is its own. */
export function createLane(
  connection: FencedConnection,
  limits: LaneLimits,
  log: Log,
  observer: LaneObserver = NO_LANE,
): Lane {
  let queue: Job[] = [];
  let groupSize = limits.groupSize;
  let running: Promise<void> | undefined;
  let closed = false;
  const waiting = new Set<Job>();
  let ticker: NodeJS.Timeout | undefined;

  function submit<T>(work: Work<T>, { deadlineMs }: { readonly deadlineMs?: number } = {}): Promise<T> {
    if (closed) return Promise.reject(new Unavailable('unavailable', 'the server is stopping'));
    if (queue.length >= limits.queueLength) {
      return Promise.reject(new Unavailable('overloaded', `${queue.length} writes are waiting already`));
    }
    return new Promise<T>((resolve, reject) => {
      const job = createJob(
        work,
        deadlineMs === undefined ? undefined : performance.now() + deadlineMs,
        (end) => {
          waiting.delete(job);
          'value' in end ? resolve(end.value) : reject(end.error);
        },
      );
      if (job.deadline !== undefined) watchDeadline(job);
      queue.push(job);
      running ??= run();
    });
  }

  async function run(): Promise<void> {
    // Whatever else arrives in this turn of the event loop joins the first group.
    await new Promise((resolve) => setImmediate(resolve));
    let failures = 0;
    while (queue.length > 0) {
      const group = queue.splice(0, groupSize).filter((job) => job.phase !== 'settled');
      const failure = group.length > 0 ? await transact(group) : undefined;
      failures = failure ? failures + 1 : 0;
      if (!failure) continue;
      if (closed) break;
      if (failures === 1) log.warn({ err: failure }, 'writing is not possible now; trying again');
      await delay(backOffMs(limits.backOff, failures));
    }
    running = undefined;
  }

  /** @returns why the group could not be written and has to wait, if so */
  async function transact(group: readonly Job[]): Promise<Unavailable | undefined> {
    try {
      const outcome = await attempt(group);
      if (outcome === 'applied') recoverSize();
      else retry(group);
    } catch (error) {
      if (mayTryAgain(error)) {
        putBack(group);
        return error;
      }
      log.error({ err: error }, 'a transaction could not be finished');
      for (const job of group) job.fail(error);
    }
    return undefined;
  }

  async function attempt(group: readonly Job[]): Promise<Outcome> {
    const set = await connection.begin(unread(group));
    await follow(group, set);
    let decided = 0;
    for (const job of group) {
      // An earlier decision of this very group may have made it depend on one record more.
      if (job.mayNeedMore) await follow([job], set);
      if (job.phase === 'settled') continue;
      decided += 1;
      // From here on it may be stored, whatever becomes of the others: nobody may be told that it is not.
      job.phase = 'decided';
      job.decide(set);
    }
    const outcome = await connection.exec(set.commands());
    if (outcome === 'conflict') {
      observer.conflicted();
      return outcome;
    }
    // First those who wait: it is stored, and nothing may tell them otherwise any more.
    for (const job of group) job.settle();
    if (decided > 0) observer.committed(decided, set.writing);
    return outcome;
  }

  async function follow(group: readonly Job[], set: WorkingSet): Promise<void> {
    const more = unread(group, set);
    if (more.length > 0) await connection.extend(set, more);
  }

  /** Splits a group that lost to a rival, so that one hot record does not hold up its neighbours for long. */
  function retry(group: readonly Job[]): void {
    groupSize = Math.max(1, Math.floor(group.length / 2));
    for (const job of group) {
      job.conflicts += 1;
      if (job.conflicts < limits.tries) continue;
      job.fail(
        new Unavailable('contended', `others changed the same records ${limits.tries} times in a row`),
      );
    }
    putBack(group);
  }

  function recoverSize(): void {
    groupSize = Math.min(limits.groupSize, groupSize * 2);
  }

  function putBack(group: readonly Job[]): void {
    const open = group.filter((job) => job.phase !== 'settled');
    for (const job of open) job.phase = 'queued';
    queue = [...open, ...queue];
  }

  function watchDeadline(job: Job): void {
    waiting.add(job);
    ticker ??= setInterval(failOverdue, DEADLINE_TICK_MS);
  }

  function failOverdue(): void {
    const now = performance.now();
    for (const job of waiting) if (isOverdue(job, now)) job.fail(tooLate(job.phase));
    if (waiting.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  }

  async function close({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    closed = true;
    await Promise.race([running, delay(timeoutMs, undefined, { ref: false })]);
    connection.close();
    await running;
    for (const job of queue) job.fail(new Unavailable('unavailable', 'the server is stopping'));
    clearInterval(ticker);
  }

  return {
    get queued() {
      return queue.length;
    },
    submit,
    close,
  };
}

type End<T> = { readonly value: T } | { readonly error: unknown };

/** Made once: an error for each job would cost more than the rest of it. */
const UNDECIDED = { error: new Fault('a decision was answered before it was made') };

const NOTHING: readonly Need[] = [];

function createJob<T>(work: Work<T>, deadline: number | undefined, end: (end: End<T>) => void): Job {
  let decision: End<T> = UNDECIDED;
  const finish = (result: End<T>) => {
    if (job.phase === 'settled') return;
    job.phase = 'settled';
    end(result);
  };
  const job: Job = {
    needs: (set) => {
      try {
        return set ? (work.needsMore?.(set) ?? NOTHING) : work.needs();
      } catch {
        // A record that can't be read is this job's own trouble: `decide` meets it again, and answers with it.
        return NOTHING;
      }
    },
    mayNeedMore: work.needsMore !== undefined,
    decide: (set) => {
      try {
        decision = { value: set.atomically(() => work.decide(set)) };
      } catch (error) {
        decision = { error };
      }
    },
    settle: () => finish(decision),
    fail: (error) => finish({ error }),
    deadline,
    phase: 'queued',
    conflicts: 0,
  };
  return job;
}

function unread(group: readonly Job[], set?: WorkingSet): Need[] {
  const needs = new Map<string, Need>();
  for (const job of group) {
    for (const need of job.needs(set)) if (!set?.has(need)) needs.set(need.id, need);
  }
  return [...needs.values()];
}

/** Only what is known not to be stored may be tried again. */
function mayTryAgain(error: unknown): error is Unavailable {
  return error instanceof Unavailable && error.reason !== 'outcome-unknown';
}

function isOverdue({ deadline, phase }: Job, now: number): boolean {
  return deadline !== undefined && now >= deadline + (phase === 'decided' ? GRACE_MS : 0);
}

function tooLate(phase: Phase): Unavailable {
  if (phase !== 'decided') return new Unavailable('unavailable', 'Redis did not answer in time');
  return new Unavailable('outcome-unknown', 'Redis did not say in time whether this was stored');
}
