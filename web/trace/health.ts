import { eventsOf } from './events.js';
import type { Trace } from './trace.js';

/** How the two modules stand to one another: a word, and how good that is. */
export interface Health {
  readonly name: string;
  readonly tone: 'good' | 'held' | 'bad';
}

/** What was healed is healed: only what the modules have not applied yet counts. */
export function healthOf(trace: Trace): Health {
  const isInSync = trace.lines.every(({ version, groups }) =>
    groups.every((group) => (group.version ?? 0) === (version ?? 0)),
  );
  if (isInSync) return { name: 'In sync', tone: 'good' };
  const events = eventsOf(trace);
  const outcomes = events.map((event) => (event.is === 'hole' ? 'hole' : event.outcome.is));
  if (outcomes.includes('dead')) return { name: 'Dead letter', tone: 'bad' };
  if (outcomes.includes('early') || outcomes.includes('hole')) return { name: 'Gap', tone: 'bad' };
  return { name: 'On its way', tone: 'held' };
}

/** What the ticket is called, as the last entry that tells it says. */
export function titleOf({ lines }: Trace): string | undefined {
  const told = lines.flatMap(({ entries }) => entries.flatMap(({ ticket }) => ticket ?? []));
  return told.at(-1)?.title;
}
