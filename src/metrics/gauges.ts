import { Counter, Gauge, type Registry } from 'prom-client';
import type { Bus, StreamState, Survey, SurveyedGroup } from '../bus/index.js';
import type { Look } from './look.js';

/** What this process knows without asking anybody. */
export interface LocalSources {
  readonly bus: Pick<Bus, 'losses' | 'waitingWrites'>;
  /** How many clients are told events by this server now. */
  readonly watchers: () => number;
}

/** What is told of a group in a partition: a number, or `null` when nobody knows it. */
type GroupNumber = (group: SurveyedGroup) => number | null;

const OF_GROUPS: Readonly<Record<string, readonly [help: string, read: GroupNumber]>> = {
  holdfast_group_lag_entries: ['Entries that the group has not read yet.', ({ lag }) => lag],
  holdfast_group_pending_entries: ['Entries that were read and not acknowledged.', ({ pending }) => pending],
  holdfast_group_oldest_pending_seconds: [
    'Since when the oldest pending entry was written; 0 when none is pending.',
    ({ oldestPending }) => (oldestPending?.ageMs ?? 0) / 1000,
  ],
  holdfast_group_dead_letters: ['Dead letters of the group now.', ({ deadLetters }) => deadLetters],
  holdfast_group_consumers: [
    'Consumers of the group whose servers are connected to Redis.',
    ({ consumers }) => consumers.filter(({ connected }) => connected).length,
  ],
  holdfast_group_waiting_subjects: [
    'Tickets whose entries this server holds back: one is missing, or a reaction throws.',
    ({ here }) => here.waitingSubjects,
  ],
  holdfast_group_oldest_gap_seconds: [
    'Since when the oldest entry was written that waits here for one that does not come; 0 when none does.',
    ({ here }) => (here.waiting.find(({ failures }) => failures === 0)?.ageMs ?? 0) / 1000,
  ],
};

/**
 * Numbers of a moment. Those that Redis has are told as it has them, so that all servers on it tell the same; when it
 * does not answer, they are absent.
 *
 * @returns takes over what a look has found
 */
export function createGauges(registry: Registry, { bus, watchers }: LocalSources): (look: Look) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });

  const up = gauge('holdfast_redis_up', 'Whether Redis has answered when it was asked for this scrape.');
  const ready = gauge('holdfast_ready_check', 'Whether a check of /readyz holds.', 'check');
  const entries = gauge('holdfast_stream_entries', 'Entries that the stream holds.', 'stream', 'partition');
  const queue = gauge(
    'holdfast_lane_queue_length',
    'Writes that wait in this server for the transaction that is under way.',
    'partition',
  );
  const live = gauge('holdfast_live_clients', 'Clients that this server tells of events (/api/events).');
  const groups = Object.entries(OF_GROUPS).map(([name, [help, read]]) => ({
    of: gauge(name, help, 'group', 'partition'),
    read,
  }));
  const lost = new Counter({
    name: 'holdfast_lost_transactions_total',
    help: 'Transactions of this server, at most, that Redis had confirmed and has lost.',
    labelNames: ['partition'],
    registers,
  });

  function tellLocal(): void {
    const waiting = bus.waitingWrites();
    for (const [partition, length] of waiting.entries()) queue.set({ partition }, length);
    lost.reset();
    for (const partition of waiting.keys()) lost.inc({ partition }, 0);
    for (const { partition, transactionsAtMost } of bus.losses()) lost.inc({ partition }, transactionsAtMost);
    live.set(watchers());
  }

  function tellGroup({ partition }: StreamState, state: SurveyedGroup): void {
    for (const { of, read } of groups) {
      const value = read(state);
      if (value !== null) of.set({ group: state.group, partition }, value);
    }
  }

  function tellStreams({ streams }: Survey): void {
    for (const stream of streams) {
      entries.set({ stream: stream.stream, partition: stream.partition }, stream.length);
      for (const group of stream.groups) tellGroup(stream, group);
    }
  }

  return ({ survey, checks }) => {
    tellLocal();
    up.set(survey ? 1 : 0);
    ready.reset();
    for (const { name, ok } of checks) ready.set({ check: name }, ok ? 1 : 0);
    entries.reset();
    for (const { of } of groups) of.reset();
    if (survey) tellStreams(survey);
  };
}
