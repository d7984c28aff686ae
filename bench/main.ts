import { runAsProcess, work } from '../src/command-line.js';
import { createProgressLine } from '../src/progress-line.js';
import { createBenchCommand, type Options } from './arguments.js';
import { isHalved, type RowResult } from './judge.js';
import { currentCommit, lookAtMachine } from './machine.js';
import { printNumber } from './report/numbers.js';
import { printTable } from './report/table.js';
import type { Report } from './report.js';
import { readBaseline, writeResults } from './results-files.js';
import type { Row } from './row.js';
import { ROWS } from './rows/index.js';
import { runRow } from './run-rows.js';
import { createSeededRedis } from './seeded-redis.js';

const ROUNDS = { full: 5, short: 1 };

/** What looks halved in a smoke test is measured again, as one round may have met a busy moment. */
const SECOND_LOOK = 3;

/** `npm run bench` as a process. */
async function main(signal: AbortSignal, args: Options): Promise<number> {
  const rows = ROWS.filter((row) => isAskedFor(row, args));
  if (rows.length === 0) {
    const names = ROWS.map(({ id }) => id).join(', ');
    throw new Error(`No row has ${JSON.stringify(args.only)} in its name: ${names}`);
  }
  const size = args.short ? 'short' : 'full';
  const rounds = args.rounds ?? ROUNDS[size];
  const settings = { size, rounds, commit: await currentCommit() } as const;
  const machine = await lookAtMachine();
  const date = new Date().toISOString();
  const results = await runRows(rows, { ...settings, signal });

  const report: Report = { date, settings, machine, rows: results };
  process.stdout.write(`${args.json ? JSON.stringify(report) : printTable(results)}\n`);
  if (signal.aborted) return 1;
  if (rows.length === ROWS.length && size === 'full') await writeResults(report);
  return args.short ? await smoke(rows, results, signal) : exitCodeOf(results);
}

function isAskedFor({ id, title, fullOnly = false }: Row, { only, short }: Options): boolean {
  if (only === '') return !(short && fullOnly);
  return `${id} ${title}`.toLowerCase().includes(only);
}

async function runRows(
  rows: readonly Row[],
  options: { readonly size: 'full' | 'short'; readonly rounds: number; readonly signal: AbortSignal },
): Promise<RowResult[]> {
  const seeded = createSeededRedis(options);
  const line = createProgressLine(process.stderr, () => performance.now());
  const results: RowResult[] = [];
  try {
    for (const [i, row] of rows.entries()) {
      if (options.signal.aborted) break;
      const progress = (what: string) => line.progress(what, i + 1, rows.length);
      const result = await runRow(row, { ...options, seeded, progress });
      results.push(result);
      line.clear();
      process.stderr.write(`${row.title}: ${Math.round(result.seconds)} s\n`);
    }
  } finally {
    line.clear();
    await seeded.stop();
  }
  return results;
}

function exitCodeOf(results: readonly RowResult[]): number {
  return results.some(({ comparisons }) => comparisons.some(({ verdict }) => verdict === 'failed')) ? 1 : 0;
}

/** On a busy machine a target may be missed; that a ratio has fallen by half has another reason. */
async function smoke(
  rows: readonly Row[],
  results: readonly RowResult[],
  signal: AbortSignal,
): Promise<number> {
  const baseline = await readBaseline();
  const halvedIn = (row: RowResult) => row.comparisons.filter((one) => isHalved(one, baseline));
  const suspects = new Set(results.filter((row) => halvedIn(row).length > 0).map(({ id }) => id));
  if (suspects.size === 0) return 0;
  const again = rows.filter(({ id }) => suspects.has(id));
  const secondResults = await runRows(again, { size: 'short', rounds: SECOND_LOOK, signal });
  const halved = secondResults.flatMap(halvedIn);
  for (const { id, value, atLeast } of halved) {
    const known = baseline.get(id) ?? atLeast;
    const best = value ? `${printNumber(value.max)} at best` : 'no value';
    process.stderr.write(`${id}: ${best} in ${SECOND_LOOK} more rounds, and it was ${known}\n`);
  }
  return halved.length === 0 && !signal.aborted ? 0 : 1;
}

await runAsProcess(createBenchCommand().action(work(main)));
