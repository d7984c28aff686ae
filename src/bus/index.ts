export type { Log } from '../log.js';
export type { DeadLetters, ListedDeadLetter } from './all-dead-letters.js';
export type { Announced, AnnouncedEntry } from './announce.js';
export { HEALED } from './applier.js';
export { BUS_LIMITS, type Bus, type BusLimits, createBus, type Loss } from './bus.js';
export { type DataSet, registerDataSet, watchDataSet } from './data-set.js';
export { isDeadLetterId } from './dead-letter-id.js';
export { decodeEvent, type Event, type EventIn, entryFields, type StreamDefinition } from './event.js';
export { Fault, Unavailable, type UnavailableReason } from './faults.js';
export type { HistoryEntry, HistoryPage } from './history.js';
export type { GroupState, StuckEntry } from './inspection.js';
export type { Commit, Journal, Refs, States, Traced } from './journal.js';
export {
  type BusObserver,
  type GroupObserver,
  type HandledOutcome,
  type LaneObserver,
  NO_GROUP,
  NO_LANE,
  UNOBSERVED,
} from './observer.js';
export type { Once } from './once.js';
export { MAX_PARTITIONS, newId, partitionOf } from './partition.js';
export { readPartitions, registerPartitions } from './partition-count.js';
export type { Rebuilding } from './rebuilding.js';
export {
  at,
  defineReplica,
  defineSource,
  type IndexEntry,
  type Ref,
  type ReplicaRecord,
  type SourceRecord,
} from './record.js';
export type { Due, Page, RecordReader } from './record-reader.js';
export { isRefusal, type Refusal, refuse } from './refusal.js';
export type { Replay } from './replay.js';
export type { Restoring } from './restoring.js';
export {
  furthest,
  hasReached,
  parsePosition,
  printPosition,
  type StreamPosition,
} from './stream-position.js';
export type {
  GroupDelivery,
  SequenceRange,
  SubjectEntry,
  SubjectLine,
  SubjectReader,
} from './subject-reader.js';
export { type Consequence, defineSubscription, type Subscription } from './subscription.js';
export type { StreamState, Survey, SurveyedGroup } from './survey.js';
export type { SeenEvent, Tail } from './tail.js';
export type { Watch } from './watch.js';
