import type { Progress } from '../progress-line.js';
import { type CheckResult, createFindings } from './findings.js';
import { type DeadLetterReport, type GroupReport, inspectGroups } from './groups.js';
import { planJobs } from './jobs.js';
import { walkKeys } from './keys-pass.js';
import { STREAM_NAMES, streamKey } from './layout.js';
import { type Reads, textOf } from './reads.js';
import { compareRecords } from './records-pass.js';
import type { Violation } from './violation.js';
import { walkStreams } from './walk.js';

/** What was found. */
export interface Report {
  /** Whether there is no violation. */
  readonly ok: boolean;
  readonly partitions: number;
  readonly tickets: number;
  readonly orders: number;
  /** How many tickets could not be compared with their replicas and orders, as something was pending for them. */
  readonly pendingTickets: number;
  readonly checks: readonly CheckResult[];
  /** At most 1,000 of each check. */
  readonly violations: readonly Violation[];
  readonly groups: readonly GroupReport[];
  /** At most 20 of each group and partition, newest first. */
  readonly deadLetters: readonly DeadLetterReport[];
}

/** What became of the check of the append-only file, which is none of what Redis can tell. */
export interface FileCheck {
  readonly violations: readonly Violation[];
}

export interface VerifyOptions {
  readonly reads: Reads;
  readonly partitions: number;
  readonly progress: Progress;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What was found before the look; `undefined` where there was nothing to look at. */
  readonly file?: FileCheck | undefined;
  /** For tests: how many tickets and orders are kept in mind at a time. */
  readonly recordsPerJob?: number;
}

/**
 * Checks all that Redis holds against what must hold. It only reads, and others may write meanwhile: what changes while
 * it looks is no violation. The memory that it takes does not grow with what there is.
 */
export async function verify({
  reads,
  partitions,
  progress,
  now,
  file,
  recordsPerJob,
}: VerifyOptions): Promise<Report> {
  const findings = createFindings();
  if (file) findings.looked('file');
  findings.add(file?.violations ?? []);
  const count = (stage: string, total: number) => {
    let done = 0;
    return (more: number) => {
      done += more;
      progress(stage, done, total);
    };
  };

  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  const [size, ...lengths] = await reads.all([
    ['dbsize'],
    ...numbers.flatMap((partition) =>
      STREAM_NAMES.map((stream) => ['xlen', streamKey(partition, stream)] as const),
    ),
  ]);
  const lengthOf = (partition: number) =>
    STREAM_NAMES.reduce((sum, _, i) => sum + Number(textOf(lengths[partition * STREAM_NAMES.length + i])), 0);

  const onKeys = count('keys', Number(textOf(size)));
  const { tickets, orders, records, keptSince } = await walkKeys({ reads, partitions, findings, onKeys });
  const jobs = planJobs(records, recordsPerJob);
  const entries = jobs
    .flatMap((job) => job.partitions)
    .reduce((sum, partition) => sum + lengthOf(partition), 0);
  const onEntries = count('entries', entries);
  const onRecords = count('records', tickets + orders);
  let pendingTickets = 0;
  for (const job of jobs) {
    const walk = await walkStreams({ reads, job, findings, keptSince, onEntries });
    pendingTickets += await compareRecords({ reads, job, walk, findings, onRecords });
  }
  const { results: checks, violations } = findings;
  return {
    ok: violations.length === 0,
    partitions,
    tickets,
    orders,
    pendingTickets,
    checks,
    violations,
    ...(await inspectGroups(reads, numbers, now())),
  };
}
