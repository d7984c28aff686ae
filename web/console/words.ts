import type { Check, GroupState, StreamState, Streams } from './contract.js';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** @example `count(12345)` is `12,345`; what is not known is a dash */
export function count(value: number | null): string {
  return value === null ? '–' : numbers.format(value);
}

/** @example `some(1, 'entry', 'entries')` is `1 entry` */
export function some(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** How long something has been, in the largest unit that tells enough: `under 1 s`, `42 s`, `7 min`, `3 h`, `12 days`. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'under 1 s';
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** What was seen since a moment, by the clock of Redis. */
export function ageSince(at: string | null, now: string): string {
  return at === null ? '–' : age(Math.max(0, Date.parse(now) - Date.parse(at)));
}

/** How a check came out: `look` holds, and tells something that somebody should look at all the same. */
export type Verdict = 'holds' | 'look' | 'fails';

/** A check in words. */
export interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
  readonly title: string;
  readonly detail: string;
}

/** These hold whatever they tell, as requests can be answered all the same. */
const told = new Set(['data-loss', 'dead-letters', 'healed-gaps']);

const titles: Readonly<Record<string, string>> = {
  server: 'Server',
  redis: 'Redis',
  version: 'Redis version',
  eviction: 'Eviction policy',
  'append-only-file': 'Append-only file',
  writes: 'Writes',
  'data-loss': 'Stored data',
  groups: 'Consumer groups',
  lag: 'Lag',
  gaps: 'Gaps',
  'dead-letters': 'Dead letters',
  'healed-gaps': 'Healed gaps',
};

/** Those that fail first, then those to look at, and each in the order of the server. */
export function judge(checks: readonly Check[]): Judged[] {
  const judged = checks.map(({ name, ok, detail }): Judged => {
    const isToLookAt = told.has(name) && !detail.startsWith('none');
    const verdict = ok ? (isToLookAt ? 'look' : 'holds') : 'fails';
    return { name, verdict, title: titles[name] ?? name, detail };
  });
  return (['fails', 'look', 'holds'] as const).flatMap((verdict) =>
    judged.filter((check) => check.verdict === verdict),
  );
}

/** Whether the server is ready, in a sentence. */
export function readinessOf(checks: readonly Judged[]): {
  readonly verdict: Verdict;
  readonly sentence: string;
} {
  const failing = checks.filter(({ verdict }) => verdict === 'fails');
  const telling = checks.filter(({ verdict }) => verdict === 'look');
  if (failing.length > 0) {
    const which = `${failing.length} of ${some(checks.length, 'check', 'checks')}`;
    return {
      verdict: 'fails',
      sentence: `Not ready: ${which} ${failing.length === 1 ? 'fails' : 'fail'}. A load balancer sends no requests here meanwhile.`,
    };
  }
  const all = `Ready: ${checks.length === 1 ? 'the one check holds' : `all ${checks.length} checks hold`}.`;
  if (telling.length === 0) return { verdict: 'holds', sentence: all };
  const which = telling.map(({ title }) => title.toLowerCase()).join(', ');
  return { verdict: 'look', sentence: `${all} Worth a look: ${which}.` };
}

/** Entries that wait for one that does not come, or whose reaction fails again and again. */
export interface OpenGap {
  readonly key: string;
  readonly subject: string;
  /** The group and the stream that it reads. */
  readonly place: string;
  readonly ageMs: number;
  /** How many wait, where that is known. */
  readonly entries: number | null;
  readonly why: string;
}

/** What waits in the process that answers, and what others hold for longer than they should; the oldest first. */
export function openGaps({ streams }: Pick<Streams, 'streams'>): OpenGap[] {
  const gaps = streams.flatMap((stream) =>
    stream.groups.flatMap((group) => {
      const place = `${group.group} of ${keyOf(stream)}`;
      return [...waitingHere(group, place), ...waitingElsewhere(group, place)];
    }),
  );
  return gaps.sort((one, other) => other.ageMs - one.ageMs);
}

function waitingHere({ here }: GroupState, place: string): OpenGap[] {
  return here.waiting.map(({ subject, entryId, sequence, ageMs, entries, failures, asked }) => ({
    ...{ key: `${place} ${entryId}`, subject, place, ageMs, entries },
    why:
      failures > 0
        ? `Entry ${sequence} has failed ${failures === 1 ? 'once' : `${failures} times`}, and is tried again.`
        : `Entry ${sequence} waits for entry ${sequence - 1}${asked ? '; the state of the ticket was asked for' : ''}.`,
  }));
}

function waitingElsewhere({ here, stuck }: GroupState, place: string): OpenGap[] {
  const known = new Set(here.waiting.map(({ subject }) => subject));
  return stuck
    .filter(({ subject }) => !known.has(subject))
    .map(({ subject, entryId, sequence, ageMs }) => ({
      ...{ key: `${place} ${entryId}`, subject, place, ageMs, entries: null },
      why: `Entry ${sequence} is pending in another process, or in none.`,
    }));
}

/** A stream in a partition, as Redis has it: the braces name the partition. */
export function keyOf({ stream, partition }: Pick<StreamState, 'stream' | 'partition'>): string {
  return `{${partition}}:${stream}`;
}

/** How a group is, in a word or two. */
export function stateOf(group: GroupState): { readonly verdict: Verdict; readonly words: string } {
  if (!group.exists) return { verdict: 'fails', words: 'Missing' };
  if (group.stuck.length > 0) return { verdict: 'fails', words: 'Stuck' };
  if (!group.consumers.some(({ connected }) => connected)) return { verdict: 'fails', words: 'No consumer' };
  if (group.here.waitingSubjects > 0) return { verdict: 'look', words: 'Entries wait' };
  if ((group.lag ?? 0) > 100) return { verdict: 'look', words: 'Behind' };
  return { verdict: 'holds', words: 'Up to date' };
}

/** What happened over all of a group's partitions since the process that answers was started. */
export interface SinceStart {
  readonly group: string;
  readonly healed: number;
  readonly asked: number;
}

export function sinceStart(streams: readonly StreamState[]): SinceStart[] {
  const groups = new Map<string, SinceStart>();
  for (const { group, here } of streams.flatMap((stream) => stream.groups)) {
    const { healed, asked } = groups.get(group) ?? { healed: 0, asked: 0 };
    groups.set(group, { group, healed: healed + here.healed, asked: asked + here.asked });
  }
  return [...groups.values()];
}
