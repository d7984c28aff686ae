/**
 * Hears what a bus does while it does it. Its calls stand where every write and every entry passes: they count or keep
 * what they are told and do little else, never throw and never wait. They are told numbers and words, so that the bus makes
 * nothing to tell them.
 *
 * @example
 * let commits = 0;
 * createBus({ ...options, observer: { ...UNOBSERVED, lane: () => ({ ...NO_LANE, committed: (_, written) => { commits += written; } }) } });
 */
export interface BusObserver {
  /** Asked once for each lane. */
  lane(partition: number): LaneObserver;
  /** Asked once for each consumer group in each partition. */
  group(group: string, partition: number): GroupObserver;
}

/** Hears what a lane does. */
export interface LaneObserver {
  /**
   * A transaction was applied.
   *
   * @param decisions how many were made in it, at least one
   * @param written how many of them had something to write: a refusal has not, nor has one that threw
   */
  committed(decisions: number, written: number): void;
  /** Rivals were faster; the decisions are made again. */
  conflicted(): void;
  /** The reply to an EXEC was lost, and the fence told what became of it. */
  recovered(applied: boolean): void;
  /** Redis has answered, after so many milliseconds: `read` watches and loads, `exec` writes. */
  answered(step: 'read' | 'exec', ms: number): void;
}

/** Hears what becomes of the entries of a consumer group in one partition, as far as this process handles them. */
export interface GroupObserver {
  handled(outcome: HandledOutcome): void;
  /** A gap did not close, and the state of its subject was asked for. */
  asked(): void;
  /** A snapshot has closed a gap. */
  healed(): void;
}

export type HandledOutcome =
  /** Its effects are stored. */
  | 'applied'
  /** It had been applied before, and was acknowledged only. */
  | 'duplicate'
  /** Its predecessor had not been applied when it came: its subject waits. Those that come behind it are not told. */
  | 'early'
  /** Its reaction threw and will be tried again. */
  | 'retried'
  /** It was moved to the dead letters. */
  | 'dead';

const nothing = () => undefined;

/** A lane that nobody observes. */
export const NO_LANE: LaneObserver = {
  committed: nothing,
  conflicted: nothing,
  recovered: nothing,
  answered: nothing,
};

/** A group that nobody observes. */
export const NO_GROUP: GroupObserver = { handled: nothing, asked: nothing, healed: nothing };

/** Nobody. */
export const UNOBSERVED: BusObserver = { lane: () => NO_LANE, group: () => NO_GROUP };
