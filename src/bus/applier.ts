import type { Log } from '../log.js';
import type { Spans } from '../spans.js';
import type { BackOff } from './back-off.js';
import { errorText, moveToDeadLetters } from './dead-letters.js';
import { decodeEvent, kindOf } from './event.js';
import { Unavailable } from './faults.js';
import type { Verdict } from './gate.js';
import type { RawEntry } from './group-reader.js';
import { createHandling } from './handling.js';
import { type Gap, HeldEntries, type Waiting } from './held-entries.js';
import type { Lane } from './lane.js';
import { type GroupObserver, NO_GROUP } from './observer.js';
import { askForState } from './resync.js';
import { submitSending } from './sending.js';
import { type Entry, reactTo, type Subscription } from './subscription.js';

/** Applies the entries of one subscription and partition, and tries those again that have to wait. */
export interface Applier {
  /** Applies entries as far as they can be now; never rejects, as whatever is not done stays pending in Redis. */
  apply(entries: readonly RawEntry[]): Promise<void>;
  /** How many gaps snapshots have healed here. */
  readonly healed: number;
  /** How often the state of a subject was asked for from here. */
  readonly asked: number;
  readonly waiting: Waiting;
  /** Ends the trying again; waits for what is under way. */
  stop(): Promise<void>;
}

export interface ApplierLimits {
  /** How often a reaction may throw before its entry goes to the dead letters. */
  readonly maxAttempts: number;
  /** Between two tries of a reaction that throws. */
  readonly retry: BackOff;
  /** Between two looks whether another process has applied what an early entry waits for. */
  readonly early: BackOff;
  /** The most entries that wait in memory; the others wait in Redis alone. */
  readonly held: number;
  /** How long a gap may stay before a copy asks for the state, in milliseconds. */
  readonly gapTimeoutMs: number;
}

export interface ApplierOptions {
  readonly subscription: Subscription;
  readonly partition: number;
  readonly lane: Lane;
  readonly log: Log;
  readonly limits: ApplierLimits;
  readonly observer?: GroupObserver;
  readonly spans?: Spans | undefined;
}

type Attempt = Verdict | 'unavailable' | { readonly failed: unknown };

type Done = 'next' | 'duplicate';

/** How often the waiting subjects are looked at. */
const TICK_MS = 5;

/** How often gaps are looked for among them. */
const GAP_LOOK_MS = 100;

/** What the log says of a snapshot that has told a copy something. */
export const HEALED = 'a snapshot has healed a copy';

/** Makes an applier; it writes through the lane alone. */
export function createApplier(options: ApplierOptions): Applier {
  const { subscription, partition, lane, log, limits, observer = NO_GROUP, spans } = options;
  const held = new HeldEntries({ ...limits, limit: limits.held });
  const place = { group: subscription.group, partition };
  const handling = spans && createHandling({ spans, stream: subscription.stream.name, ...place });
  const drains = new Map<string, Promise<void>>();
  let ticker: NodeJS.Timeout | undefined;
  let stopped = false;
  let healed = 0;
  let askedFor = 0;
  /** By entry id, for those that no subject holds. */
  const failuresOutside = new Map<string, number>();
  let gapsLookedAt = 0;

  async function applyOne(raw: RawEntry): Promise<void> {
    const entry = decode(raw);
    handling?.begin('error' in entry ? raw : entry);
    if ('error' in entry) return bury(raw, { error: entry.error, attempts: 1 });

    const { subject, type } = entry.event;
    if (kindOf(subscription.stream, type) !== 'change') return applyOutsideTheLine(entry);
    if (held.has(subject)) {
      held.hold(entry);
      // The subject waits for the first of its entries; only a new first one can change that before its time.
      if (held.first(subject)?.entry === entry) await drain(subject);
      return;
    }
    const attempt = await tryToApply(entry);
    if (attempt === 'early') observer.handled('early');
    if (!isDone(attempt)) await hold(entry, attempt, 0);
    else if (held.has(subject)) await drain(subject);
  }

  /**
   * A snapshot or a request waits for nothing, so it is not held up by those that do. One that can't be applied now stays
   * pending, and is taken up again like what a dead process left.
   */
  async function applyOutsideTheLine(entry: Entry): Promise<void> {
    const { subject, type } = entry.event;
    const attempt = await tryToApply(entry);
    if (typeof attempt === 'object') await countFailure(entry, attempt.failed);
    else failuresOutside.delete(entry.entryId);
    if (attempt === 'next' && kindOf(subscription.stream, type) === 'snapshot') {
      healed += 1;
      observer.healed();
      log.warn(describe(entry), HEALED);
    }
    if (isDone(attempt) && held.has(subject)) await drain(subject);
  }

  async function countFailure(entry: Entry, err: unknown): Promise<void> {
    const { entryId, fields } = entry;
    const failures = (failuresOutside.get(entryId) ?? 0) + 1;
    log.warn({ err, ...describe(entry), failures }, 'a reaction failed');
    failuresOutside.set(entryId, failures);
    if (failures < limits.maxAttempts) {
      observer.handled('retried');
      // Its next delivery is told by itself.
      handling?.end(entry, 'failed', errorText(err));
      return;
    }
    failuresOutside.delete(entryId);
    // Its sequence is no place in the line, so nothing but the entry itself says whether it was handled.
    await bury({ entryId, fields }, { error: errorText(err), attempts: failures }, entry);
  }

  function decode(raw: RawEntry): Entry | { readonly error: string } {
    try {
      return { ...raw, event: decodeEvent(subscription.stream, raw.fields) };
    } catch (error) {
      return { error: errorText(error) };
    }
  }

  /** Says in a log line which entry it is, and by its trace which request caused it. */
  function describe({ entryId, event }: Entry): object {
    const { subject, sequence, type, traceparent } = event;
    const { group, partition } = place;
    return { group, partition, entryId, subject, sequence, type, traceId: traceparent?.split('-')[1] };
  }

  async function tryToApply(entry: Entry): Promise<Attempt> {
    try {
      const parent = handling?.traceparentOf(entry);
      const verdict = await submitSending(lane, reactTo(subscription, partition, entry), { spans, parent });
      if (verdict !== 'early') observer.handled(verdict === 'next' ? 'applied' : verdict);
      log.debug({ ...describe(entry), verdict }, 'an entry was looked at');
      handling?.tried(entry, verdict);
      if (isDone(verdict)) handling?.end(entry, verdict === 'next' ? 'applied' : verdict);
      return verdict;
    } catch (error) {
      const attempt = error instanceof Unavailable ? 'unavailable' : { failed: error };
      handling?.tried(entry, attempt);
      return attempt;
    }
  }

  /** Keeps an entry for later; one whose reaction has thrown too often goes to the dead letters instead. */
  async function hold(entry: Entry, attempt: Exclude<Attempt, Done>, failuresBefore: number): Promise<void> {
    const { subject } = entry.event;
    const failures = typeof attempt === 'object' ? failuresBefore + 1 : failuresBefore;
    if (typeof attempt === 'object') {
      const { failed: err } = attempt;
      log.warn({ err, ...describe(entry), failures }, 'a reaction failed');
      if (failures >= limits.maxAttempts) {
        await bury(entry, { error: errorText(err), attempts: failures });
        held.release(entry);
        return;
      }
      observer.handled('retried');
    }
    held.hold(entry, failures);
    held.postpone(subject, performance.now());
    if (!stopped) ticker ??= setInterval(retryDue, TICK_MS);
  }

  /** Applies the entries of a waiting subject in their order until one has to go on waiting. */
  function drain(subject: string): Promise<void> {
    const running = drains.get(subject);
    if (running !== undefined) return running;
    const drained = drainInOrder(subject).finally(() => drains.delete(subject));
    drains.set(subject, drained);
    return drained;
  }

  async function drainInOrder(subject: string): Promise<void> {
    for (let first = held.first(subject); first && !stopped; first = held.first(subject)) {
      const attempt = await tryToApply(first.entry);
      if (isDone(attempt)) {
        held.release(first.entry);
        continue;
      }
      await hold(first.entry, attempt, first.failures);
      if (held.first(subject)?.entry === first.entry) return;
    }
  }

  function retryDue(): void {
    const now = performance.now();
    for (const subject of held.due(now)) void drain(subject);
    if (subscription.resync && now - gapsLookedAt >= GAP_LOOK_MS) {
      gapsLookedAt = now;
      for (const gap of held.gapsOlderThan(limits.gapTimeoutMs, now)) void ask(gap);
    }
    if (held.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  }

  async function ask({ subject, everyMs }: Gap): Promise<void> {
    const waiting = held.first(subject)?.entry.event.sequence;
    if (waiting === undefined) return;
    try {
      const request = askForState(subscription, partition, { subject, waiting, everyMs });
      // A trace of its own: nobody asked for it, and what waits may be of many traces.
      const asked = await submitSending(lane, request, { spans, parent: undefined });
      if (asked !== 'asked') return;
      askedFor += 1;
      observer.asked();
      log.warn({ ...place, subject, waiting }, 'a gap does not close: the state was asked for');
    } catch (err) {
      log.warn(
        { err, ...place, subject, waiting },
        'a gap does not close, and the state can not be asked for now',
      );
    }
  }

  /**
   * One that can't be moved now stays pending, and will be met again.
   *
   * @param handled the entry as it was delivered
   */
  async function bury(
    entry: RawEntry | Entry,
    failure: { error: string; attempts: number },
    handled = entry,
  ): Promise<void> {
    const which = 'event' in entry ? describe(entry) : { ...place, entryId: entry.entryId };
    try {
      const moved = await lane.submit(moveToDeadLetters(subscription, partition, entry, failure));
      // Else another process has handled it or moved it.
      if (!moved) return;
      observer.handled('dead');
      log.error({ ...which, ...failure }, 'an entry was moved to the dead letters');
      handling?.end(handled, 'dead', failure.error);
    } catch (err) {
      log.warn({ err, ...which }, 'an entry could not be moved to the dead letters');
    }
  }

  return {
    async apply(entries) {
      await Promise.all(entries.map(applyOne));
    },
    get healed() {
      return healed;
    },
    get asked() {
      return askedFor;
    },
    waiting: held,
    async stop() {
      stopped = true;
      clearInterval(ticker);
      await Promise.all(drains.values());
    },
  };
}

function isDone(attempt: Attempt): attempt is Done {
  return attempt === 'next' || attempt === 'duplicate';
}
