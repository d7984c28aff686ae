import { type GroupState, type Loss, Unavailable } from './bus/index.js';
import type { Check } from './http/index.js';
import type { Requirement } from './redis/index.js';

/** More entries than this waiting to be read, and the copies are too far behind to sell by. */
const MAX_LAG = 10_000;

/** Where readiness looks; what returns a promise rejects when Redis does not answer. */
export interface ReadinessSources {
  requirements(): Promise<Requirement[]>;
  /** Whether Redis lets this server connect, though it may be silent then. */
  isReached(): boolean;
  groups(): Promise<GroupState[]>;
  /** Why the data is not that which this server began with, if so. */
  replaced(): Promise<string | undefined>;
  /** What this server had stored and Redis has lost. */
  losses(): readonly Loss[];
}

/** What has to hold before this server may be sent requests, with what was seen. */
export async function checkReadiness(sources: ReadinessSources): Promise<Check[]> {
  try {
    const [requirements, groups, replaced] = await Promise.all([
      sources.requirements(),
      sources.groups(),
      sources.replaced(),
    ]);
    return [
      { name: 'redis', ok: true, detail: 'Redis answers' },
      ...requirements.map(({ check, ok, detail }) => ({ name: check, ok, detail })),
      judgeData(replaced, sources.losses()),
      ...judgeGroups(groups),
    ];
  } catch (error) {
    return [
      { name: 'redis', ok: false, detail: `Redis does not answer: ${reasonOf(error, sources.isReached())}` },
    ];
  }
}

/** The decision on what became of the data: docs/decisions/0021-lost-data-is-told.md. */
export function judgeData(replaced: string | undefined, losses: readonly Loss[]): Check {
  const name = 'data-loss';
  if (replaced !== undefined) return { name, ok: false, detail: replaced };
  if (losses.length === 0) return { name, ok: true, detail: 'none since the start' };
  // Told, not judged: what is there belongs together, and no restart brings back what is not.
  const told = losses.map(
    ({ partition, transactionsAtMost }) =>
      `up to ${transactionsAtMost} transactions of partition ${partition}`,
  );
  return { name, ok: true, detail: `Redis has lost what it had confirmed: ${told.join(', ')}` };
}

/** The decision on what was found out about the consumer groups. */
export function judgeGroups(groups: readonly GroupState[]): Check[] {
  const missing = groups.filter((state) => !state.exists);
  const behind = groups.filter((state) => (state.lag ?? 0) > MAX_LAG);
  const stuck = groups.flatMap((state) => state.stuck.map((entry) => ({ ...state, ...entry })));
  const dead = groups.filter((state) => state.deadLetters > 0);
  const healed = groups.filter((state) => state.healed > 0);
  return [
    {
      name: 'groups',
      ok: missing.length === 0,
      detail:
        missing.length === 0 ? 'every consumer group exists' : `missing: ${missing.map(nameOf).join(', ')}`,
    },
    {
      name: 'lag',
      ok: behind.length === 0,
      detail:
        behind.length === 0
          ? `no group has more than ${MAX_LAG} entries to read`
          : behind.map((state) => `${nameOf(state)} has ${state.lag} entries to read`).join(', '),
    },
    {
      name: 'gaps',
      ok: stuck.length === 0,
      detail:
        stuck.length === 0
          ? 'no entry waits for another that does not come'
          : stuck
              .map(
                (entry) =>
                  `ticket ${entry.subject}: entry ${entry.sequence} (${entry.entryId}) waits in ${nameOf(entry)}`,
              )
              .join(', '),
    },
    {
      // Told, not judged: an operator has to look at them, but requests can be answered all the same.
      name: 'dead-letters',
      ok: true,
      detail:
        dead.length === 0 ? 'none' : dead.map((state) => `${nameOf(state)}: ${state.deadLetters}`).join(', '),
    },
    {
      // Told all the same: somebody changed a ticket without an entry, or an entry was lost.
      name: 'healed-gaps',
      ok: true,
      detail:
        healed.length === 0
          ? 'none since the start'
          : healed.map((state) => `${nameOf(state)}: ${state.healed} since the start`).join(', '),
    },
  ];
}

/** ioredis' own words name options that no operator has set, and which of them it says depends on the moment. */
function reasonOf(error: unknown, isReached: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (
    error instanceof Unavailable &&
    error.cause instanceof Error &&
    !error.message.includes(error.cause.message)
  )
    return reasonOf(error.cause, isReached);
  const isUnanswered =
    error.name === 'MaxRetriesPerRequestError' ||
    error.message === 'Connection is closed.' ||
    error.message === 'Command timed out';
  if (!isUnanswered) return error.message;
  return isReached
    ? 'it is connected, and no reply comes in time. Look whether it hangs or loads its data'
    : 'no connection to it can be made. Look whether it runs, and whether this server reaches it';
}

function nameOf({ group, stream, partition }: GroupState): string {
  return `group ${group} of {${partition}}:${stream}`;
}
