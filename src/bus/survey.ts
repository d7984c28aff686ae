import type { Redis } from 'ioredis';
import { answer } from './answer.js';
import type { Applier } from './applier.js';
import type { WaitingSubject } from './held-entries.js';
import { type StuckEntry, stuckEntries } from './inspection.js';
import { keyIn } from './partition.js';
import { connectedReaders } from './readers.js';
import { millisecondsOf } from './replies.js';
import { writtenAt } from './stream-position.js';
import { type GroupReport, type StreamReport, streamReport } from './stream-report.js';
import type { Subscription } from './subscription.js';
import { type ReadStream, streamsOf } from './trim.js';

/** How all streams, their groups and consumers stand at a moment. */
export interface Survey {
  /** When, in milliseconds since 1970 by Redis' clock. */
  readonly time: number;
  readonly streams: readonly StreamState[];
}

/** A stream in one partition. One that nobody has written to and nobody reads is not there, and looks empty. */
export interface StreamState extends Omit<StreamReport, 'groups'> {
  readonly stream: string;
  readonly partition: number;
  /** The groups that this process reads it for. */
  readonly groups: readonly SurveyedGroup[];
}

/** A consumer group in one partition. */
export interface SurveyedGroup extends Omit<GroupReport, 'oldestPending' | 'consumers'> {
  readonly exists: boolean;
  readonly oldestPending: OldestPending | null;
  /** The oldest of those that have been pending for longer than they should. */
  readonly stuck: readonly StuckEntry[];
  readonly deadLetters: number;
  readonly consumers: readonly ConsumerState[];
  readonly here: KnownHere;
}

export interface OldestPending {
  readonly entryId: string;
  /** Since it was written. */
  readonly ageMs: number;
  readonly consumer: string;
  /** How often it was given to a consumer. */
  readonly deliveries: number;
}

export interface ConsumerState {
  readonly name: string;
  readonly pending: number;
  /** Since it asked for entries, last; a Redis older than 7.2 only knows since when it was given none. */
  readonly idleMs: number;
  /** Whether its process is connected to this Redis. */
  readonly connected: boolean;
  /** Whether it is this process. */
  readonly own: boolean;
}

/** What this process has seen of a group since it started; no other process knows. */
export interface KnownHere {
  /** How many gaps snapshots have healed. */
  readonly healed: number;
  /** How often the state of a subject was asked for. */
  readonly asked: number;
  readonly waitingSubjects: number;
  /** Those that have waited longest. */
  readonly waiting: readonly (WaitingSubject & { readonly ageMs: number })[];
}

export interface SurveyOptions {
  readonly redis: Redis;
  readonly subscriptions: readonly Subscription[];
  readonly partitions: number;
  /** The name of this process's consumers. */
  readonly consumer: string;
  readonly stuckAfterMs: number;
  /** What applies the entries of a group in a partition here. */
  readonly applierOf: (
    group: string,
    partition: number,
  ) => Pick<Applier, 'healed' | 'asked' | 'waiting'> | undefined;
}

/** How many waiting subjects are named. */
const NAMED = 20;

/**
 * Looks at all streams: a few commands for each stream and each group in each partition, however long they are.
 *
 * @throws Unavailable when Redis does not answer
 */
export async function surveyStreams(options: SurveyOptions): Promise<Survey> {
  const { redis, subscriptions, partitions } = options;
  const [time, isConnected] = await Promise.all([answer(redis.time()), connectedReaders(redis)]);
  const look = { ...options, now: millisecondsOf(time), isConnected };
  const places = streamsOf(subscriptions).flatMap((stream) =>
    Array.from({ length: partitions }, (_, partition) => surveyStream(look, stream, partition)),
  );
  return { time: look.now, streams: await Promise.all(places) };
}

interface Look extends SurveyOptions {
  readonly now: number;
  readonly isConnected: Awaited<ReturnType<typeof connectedReaders>>;
}

async function surveyStream(look: Look, { name, groups }: ReadStream, partition: number) {
  const key = keyIn(partition, name);
  const report = await streamReport(look.redis, key);
  const { length, added, firstId, lastId } = report ?? NOTHING;
  const surveyed = groups.map((group) => {
    const known = report?.groups.find((one) => one.group === group);
    return surveyGroup(look, { key, group, partition }, known);
  });
  const state = { stream: name, partition, length, added, firstId, lastId };
  return { ...state, groups: await Promise.all(surveyed) };
}

const NOTHING = { length: 0, added: 0, firstId: null, lastId: null };

const NO_GROUP = { lag: null, pending: 0, acknowledged: 0, oldestPending: null, consumers: [] };

async function surveyGroup(
  look: Look,
  place: { readonly key: string; readonly group: string; readonly partition: number },
  report: GroupReport | undefined,
): Promise<SurveyedGroup> {
  const { redis, now } = look;
  const { group, partition } = place;
  const { lag, pending, acknowledged, oldestPending, consumers } = report ?? NO_GROUP;
  const ageOf = (entryId: string) => Math.max(0, now - writtenAt(entryId));
  const isOld = oldestPending && ageOf(oldestPending.entryId) > look.stuckAfterMs;
  const [deadLetters, stuck] = await Promise.all([
    answer(redis.xlen(keyIn(partition, `dead:${group}`))),
    isOld ? stuckEntries(redis, place, look) : [],
  ]);
  return {
    group,
    exists: report !== undefined,
    lag,
    pending,
    acknowledged,
    stuck,
    deadLetters,
    oldestPending: oldestPending && {
      entryId: oldestPending.entryId,
      ageMs: ageOf(oldestPending.entryId),
      consumer: oldestPending.consumer,
      deliveries: oldestPending.deliveries,
    },
    consumers: consumers.map(({ name, pending, seenAt }) => ({
      name,
      pending,
      idleMs: Math.max(0, now - seenAt),
      connected: look.isConnected(place, name),
      own: name === look.consumer,
    })),
    here: knownHere(look.applierOf(group, partition), ageOf),
  };
}

function knownHere(
  applier: ReturnType<SurveyOptions['applierOf']>,
  ageOf: (entryId: string) => number,
): KnownHere {
  const { healed = 0, asked = 0, waiting } = applier ?? {};
  return {
    healed,
    asked,
    waitingSubjects: waiting?.subjects ?? 0,
    waiting: (waiting?.oldest(NAMED) ?? []).map((subject) => ({ ...subject, ageMs: ageOf(subject.entryId) })),
  };
}
