import type { Log, StreamState, Survey } from '../bus/index.js';
import { growth, type Total } from './series.js';

/** How many entries were written and acknowledged lately, by all servers together. */
export interface Throughput {
  /** How long a bucket is, in seconds. */
  readonly bucketSeconds: number;
  start(): void;
  /** Entries that were added to a stream, bucket by bucket, oldest first; the last one is not over yet. */
  written(stream: StreamState): Total[];
  /** The same for entries that a group has acknowledged. */
  acknowledged(stream: StreamState, group: StreamState['groups'][number]): Total[];
  /** Waits for the look that is under way. */
  stop(): Promise<void>;
}

export interface ThroughputOptions {
  readonly survey: () => Promise<Survey>;
  readonly log: Log;
  readonly limits?: ThroughputLimits;
}

export interface ThroughputLimits {
  /** Between two looks. */
  readonly everyMs: number;
  /** How many looks are remembered. */
  readonly looks: number;
}

/** Five minutes. A look costs a few commands for each stream, however many entries come and go meanwhile. */
const LIMITS: ThroughputLimits = { everyMs: 10_000, looks: 30 };

type Counts = ReadonlyMap<string, Total>;

/** Looks from time to time at what Redis counts by itself, whether anybody asks or not: who asks wants to know what was. */
export function createThroughput({ survey, log, limits = LIMITS }: ThroughputOptions): Throughput {
  let looks: Counts[] = [];
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const counts = await survey().then(countsIn, (err: unknown) => {
      log.debug({ err }, 'the streams could not be looked at');
      // Its place is kept, so that all buckets are of the same length.
      return new Map<string, Total>();
    });
    looks = [...looks, counts].slice(-limits.looks);
  }

  function series(key: string, now: Total): Total[] {
    return growth([...looks.map((counts) => counts.get(key) ?? null), now]);
  }

  return {
    bucketSeconds: limits.everyMs / 1000,
    start() {
      looking = look();
      timer ??= setInterval(() => {
        looking = look();
      }, limits.everyMs);
    },
    written: (stream) => series(keyOf(stream), stream.added),
    acknowledged: (stream, group) => series(keyOf(stream, group), group.acknowledged),
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

function countsIn({ streams }: Survey): Counts {
  const counts = streams.flatMap((stream) => [
    [keyOf(stream), stream.added] as const,
    ...stream.groups.map((group) => [keyOf(stream, group), group.acknowledged] as const),
  ]);
  return new Map(counts);
}

function keyOf(
  { stream, partition }: Pick<StreamState, 'stream' | 'partition'>,
  { group }: { readonly group?: string } = {},
): string {
  return `${partition} ${stream} ${group ?? ''}`;
}
