import { type BackOff, backOffMs } from './back-off.js';
import type { Entry } from './subscription.js';

/** An entry that could not be applied yet, with how often its reaction has failed. */
export interface HeldEntry {
  readonly entry: Entry;
  readonly failures: number;
}

/** A subject that waits for an entry that does not come, and how long it leaves others who ask for it. */
export interface Gap {
  readonly subject: string;
  readonly everyMs: number;
}

/** What waits, as far as this process holds it. */
export interface Waiting {
  /** How many subjects wait. */
  readonly subjects: number;
  /** Those that have waited longest. */
  oldest(most: number): WaitingSubject[];
  /** How many entries about a subject wait. */
  behind(subject: string): number;
}

/** A subject whose entries wait together. */
export interface WaitingSubject {
  readonly subject: string;
  /** Of its first entry. */
  readonly entryId: string;
  readonly sequence: number;
  /** How many entries wait, with the first. */
  readonly entries: number;
  /** How often the first one's reaction has thrown; 0 when it waits for an entry that does not come. */
  readonly failures: number;
  /** Whether the state was asked for, by this process or another. */
  readonly asked: boolean;
}

export interface HeldEntriesOptions {
  /** The most entries. */
  readonly limit: number;
  /** Between two tries of a subject whose first entry is early. */
  readonly early: BackOff;
  /** Between two tries of a subject whose first entry failed. */
  readonly retry: BackOff;
}

interface HeldSubject {
  /** By sequence. */
  readonly entries: Map<number, HeldEntry>;
  attempts: number;
  /** Since when its first entry has been waiting for one that does not come. */
  earlySince?: number | undefined;
  /** When the state was asked for, last, and how often in all. */
  askedAt?: number | undefined;
  asks?: number;
  /** On the clock that the caller uses. */
  retryAt: number;
}

/**
 * The entries that wait, by subject: a subject's entries wait together, and no other subject waits for them. They all
 * stay pending in Redis, so what does not fit in here comes back by itself.
 */
export class HeldEntries implements Waiting {
  readonly #subjects = new Map<string, HeldSubject>();
  #size = 0;

  readonly #options: HeldEntriesOptions;

  constructor(options: HeldEntriesOptions) {
    this.#options = options;
  }

  has(subject: string): boolean {
    return this.#subjects.has(subject);
  }

  /** Keeps an entry; one that is held already, or is one too many, changes nothing. */
  hold(entry: Entry, failures = 0): void {
    const { subject, sequence } = entry.event;
    const held = this.#subjects.get(subject);
    const known = held?.entries.get(sequence);
    if (known && failures <= known.failures) return;
    if (!known && this.#size >= this.#options.limit && !this.#makeRoom(held, sequence)) return;
    if (!known) this.#size += 1;
    const entries = held?.entries ?? new Map<number, HeldEntry>();
    entries.set(sequence, { entry, failures });
    if (!held) this.#subjects.set(subject, { entries, attempts: 0, retryAt: 0 });
  }

  /** Says that the subject's first entry was tried in vain, and so when it will be tried again. */
  postpone(subject: string, now: number): void {
    const held = this.#subjects.get(subject);
    // Its entries come in batches; each of them that is not applied is no try in vain of its own.
    if (!held || held.retryAt > now) return;
    held.attempts += 1;
    const { early, retry } = this.#options;
    const failing = (this.first(subject)?.failures ?? 0) > 0;
    held.earlySince = failing ? undefined : (held.earlySince ?? now);
    held.retryAt = now + backOffMs(failing ? retry : early, held.attempts);
  }

  /** The entry of the subject that has to be applied first. */
  first(subject: string): HeldEntry | undefined {
    const held = this.#subjects.get(subject);
    return held?.entries.get(Math.min(...held.entries.keys()));
  }

  /** Forgets an entry that is done with; the next one of its subject may be tried at once. */
  release({ event: { subject, sequence } }: Entry): void {
    const held = this.#subjects.get(subject);
    if (!held?.entries.delete(sequence)) return;
    this.#size -= 1;
    held.attempts = 0;
    held.retryAt = 0;
    held.earlySince = undefined;
    held.asks = 0;
    if (held.entries.size === 0) this.#subjects.delete(subject);
  }

  /** The subjects whose time to be tried again has come. */
  due(now: number): string[] {
    return [...this.#subjects].filter(([, held]) => held.retryAt <= now).map(([subject]) => subject);
  }

  /** The subjects whose gap has been there for so long; each again after twice the time, up to 64 times as long. */
  gapsOlderThan(ageMs: number, now: number): Gap[] {
    const gaps: Gap[] = [];
    for (const [subject, held] of this.#subjects) {
      const everyMs = ageMs * 2 ** Math.min(held.asks ?? 0, 6);
      const since = Math.max(held.earlySince ?? now, held.askedAt ?? 0);
      if (held.earlySince === undefined || now - since < everyMs) continue;
      held.askedAt = now;
      held.asks = (held.asks ?? 0) + 1;
      gaps.push({ subject, everyMs });
    }
    return gaps;
  }

  oldest(most: number): WaitingSubject[] {
    // A Map tells its keys in the order in which they came.
    return [...this.#subjects.keys()].slice(0, most).flatMap((subject) => {
      const first = this.first(subject);
      if (!first) return [];
      const { entry, failures } = first;
      const { entryId, event } = entry;
      const asked = (this.#subjects.get(subject)?.asks ?? 0) > 0;
      const entries = this.behind(subject);
      return [{ subject, entryId, sequence: event.sequence, entries, failures, asked }];
    });
  }

  behind(subject: string): number {
    return this.#subjects.get(subject)?.entries.size ?? 0;
  }

  get subjects(): number {
    return this.#subjects.size;
  }

  /** Forgets the subject's last entry for an earlier one: the first one has to be there, or none can be applied. */
  #makeRoom(held: HeldSubject | undefined, sequence: number): boolean {
    const last = Math.max(...(held?.entries.keys() ?? []));
    if (!held || last <= sequence) return false;
    this.#size -= 1;
    return held.entries.delete(last);
  }

  get size(): number {
    return this.#size;
  }
}
