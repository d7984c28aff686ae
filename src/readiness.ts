import type { GroupState } from './bus/index.js';
import type { Check } from './http/index.js';
import type { Requirement } from './redis/index.js';

/** More entries than this waiting to be read, and the copies are too far behind to sell by. */
const MAX_LAG = 10_000;

/** Where readiness looks; both throw when Redis does not answer. */
export interface ReadinessSources {
  requirements(): Promise<Requirement[]>;
  groups(): Promise<GroupState[]>;
}

/** What has to hold before this server may be sent requests, with what was seen. */
export async function checkReadiness(sources: ReadinessSources): Promise<Check[]> {
  try {
    const [requirements, groups] = await Promise.all([sources.requirements(), sources.groups()]);
    return [
      { name: 'redis', ok: true, detail: 'Redis answers' },
      ...requirements.map(({ check, ok, detail }) => ({ name: check, ok, detail })),
      ...judgeGroups(groups),
    ];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ name: 'redis', ok: false, detail: `Redis does not answer: ${reason}` }];
  }
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

function nameOf({ group, stream, partition }: GroupState): string {
  return `group ${group} of {${partition}}:${stream}`;
}
