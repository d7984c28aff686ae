import type { Comparison, Metrics, Row } from './row.js';
import { type Summary, summarise } from './statistics.js';

/** What the rounds of a row came to. */
export interface RowResult {
  readonly id: string;
  readonly title: string;
  readonly where: string;
  readonly persistence: Row['persistence'];
  readonly seconds: number;
  /** The machine's load average over a minute, when the row had ended. */
  readonly load: number;
  readonly contestants: readonly ContestantResult[];
  readonly comparisons: readonly ComparisonResult[];
  /** Why runs have failed, each reason once. */
  readonly failures: readonly string[];
}

export interface ContestantResult {
  readonly name: string;
  readonly about: string;
  readonly source?: string;
  readonly metrics: readonly (Summary & { readonly name: string; readonly unit: string })[];
}

export interface ComparisonResult {
  readonly id: string;
  readonly what: string;
  /** A ratio, or a number by itself with this unit. */
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Missing when a run that it needs has failed in every round. */
  readonly value?: Summary;
  readonly verdict: Verdict;
}

/** `stated`: there is nothing that it must reach. */
export type Verdict = 'reached' | 'missed' | 'stated' | 'failed';

/** The unit of one number divided by another. */
const RATIO = '×';

/** The metrics of each contestant by its name; one that failed is missing. */
export type Round = ReadonlyMap<string, Metrics>;

/** Sums up a row. A ratio is taken within each round, so that a machine which slows down slows down both. */
export function judge(
  row: Row,
  rounds: readonly Round[],
  rest: Pick<RowResult, 'seconds' | 'load' | 'failures'>,
): RowResult {
  const { id, title, where, persistence } = row;
  return {
    id,
    title,
    where,
    persistence,
    ...rest,
    contestants: row.contestants.map(({ name, about, source }) => ({
      name,
      about,
      ...(source !== undefined && { source }),
      metrics: metricsOf(row, name, rounds),
    })),
    comparisons: row.comparisons.map((comparison) => compare(row, comparison, rounds)),
  };
}

function metricsOf(row: Row, contestant: string, rounds: readonly Round[]) {
  return Object.entries(row.units).flatMap(([name, unit]) => {
    const samples = rounds.flatMap((round) => round.get(contestant)?.[name] ?? []);
    return samples.length === 0 ? [] : [{ name, unit, ...summarise(samples) }];
  });
}

function compare(row: Row, comparison: Comparison, rounds: readonly Round[]): ComparisonResult {
  const { id, what, of, to, atLeast, atMost } = comparison;
  const samples = rounds.flatMap((round) => {
    const ours = round.get(of.contestant)?.[of.metric];
    const theirs = to ? round.get(to.contestant)?.[to.metric] : 1;
    return ours === undefined || theirs === undefined ? [] : [ours / theirs];
  });
  const value = samples.length === 0 ? undefined : summarise(samples);
  return {
    id,
    what,
    unit: to ? RATIO : (row.units[of.metric] ?? ''),
    ...(atLeast !== undefined && { atLeast }),
    ...(atMost !== undefined && { atMost }),
    ...(value && { value }),
    verdict: verdictOf(value?.median, { atLeast, atMost }),
  };
}

interface Bounds {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

function verdictOf(value: number | undefined, { atLeast, atMost }: Bounds): Verdict {
  if (value === undefined) return 'failed';
  if (atLeast === undefined && atMost === undefined) return 'stated';
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY)
    ? 'reached'
    : 'missed';
}

/**
 * What a smoke test on a busy machine may complain about: what has no value at all, and a ratio that even in the best
 * round is less than half of what was measured before, or of the target where nothing was. Other work on the machine
 * lowers a ratio in some rounds; what has become slower does so in all. Latencies are not judged: a short run has too
 * few of them.
 *
 * @param baseline what was measured before, by the id of the comparison
 */
export function isHalved(result: ComparisonResult, baseline: ReadonlyMap<string, number>): boolean {
  const { id, unit, value, atLeast } = result;
  if (!value) return true;
  return unit === RATIO && atLeast !== undefined && value.max < (baseline.get(id) ?? atLeast) / 2;
}
