/** What one run has measured, by name; the row says what the names mean. */
export type Metrics = Readonly<Record<string, number>>;

/** `short` is the smoke test: the same work, less of it. */
export type Size = 'full' | 'short';

/** What a run finds around it. */
export interface World {
  /** A URL of a redis-server on a unix socket; empty where the row starts its own. */
  readonly redis: string;
  readonly size: Size;
  /** What was measured when the data was made that is kept for all rounds. */
  readonly seeding: Metrics;
}

/** Ours, or what it is measured against. */
export interface Contestant {
  readonly name: string;
  /** How it is configured, and what it does less than ours. */
  readonly about: string;
  /** The peer's own words on how to configure it. */
  readonly source?: string;
  /** With how many tickets its Redis is filled once for all rounds; without it each run gets an empty Redis. */
  readonly tickets?: Readonly<Record<Size, number>>;
  /** One run, in a process of its own; it ends whatever it starts. */
  measure(world: World): Promise<Metrics>;
}

/** Which measurement of whom. */
export interface Measured {
  readonly contestant: string;
  readonly metric: string;
}

/** A number to judge: of one against another in the same round, or by itself. */
export interface Comparison {
  /** Tells it from all others, in every result. */
  readonly id: string;
  readonly what: string;
  readonly of: Measured;
  /** Without it the number of `of` is judged. */
  readonly to?: Measured;
  /** Without either bound it is stated only. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** How Redis keeps what it is told: nothing on the disk, or every write before it is answered. */
export type Persistence = 'off' | 'always';

/** One kind of work, and who does it. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Of each metric. */
  readonly units: Readonly<Record<string, string>>;
  readonly persistence: Persistence;
  /** What runs in which process. */
  readonly where: string;
  readonly contestants: readonly Contestant[];
  readonly comparisons: readonly Comparison[];
  /** The longest that one run may take. */
  readonly timeoutMs: number;
  /** More than one round says nothing new. */
  readonly once?: boolean;
  /** A short run of it says nothing: it is left out unless it is named. */
  readonly fullOnly?: boolean;
}
