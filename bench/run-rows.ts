import { loadavg } from 'node:os';
import { startRedis } from '../test/support/redis.js';
import { judge, type Round, type RowResult } from './judge.js';
import { runTask } from './process/run-task.js';
import type { Contestant, Metrics, Row, Size, World } from './row.js';
import type { SeededRedis } from './seeded-redis.js';

export interface RunOptions {
  readonly size: Size;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly seeded: SeededRedis;
  /** Told what is about to run. */
  readonly progress: (what: string) => void;
}

/** Runs a row round by round, each contestant once in each: A B A B. A failed run does not end the row. */
export async function runRow(row: Row, options: RunOptions): Promise<RowResult> {
  const startedAt = performance.now();
  const rounds: Round[] = [];
  const failures = new Set<string>();
  const count = row.once === true ? 1 : options.rounds;
  while (rounds.length < count && !options.signal.aborted) {
    const round = new Map<string, Metrics>();
    for (const contestant of row.contestants) {
      if (options.signal.aborted) break;
      options.progress(`${row.title}: ${contestant.name}, round ${rounds.length + 1} of ${count}`);
      try {
        round.set(contestant.name, await runOnce(row, contestant, options));
      } catch (error) {
        if (options.signal.aborted) break;
        failures.add(`${contestant.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    rounds.push(round);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return judge(row, rounds, { seconds, load: loadavg()[0] ?? 0, failures: [...failures] });
}

async function runOnce(row: Row, contestant: Contestant, options: RunOptions): Promise<Metrics> {
  const { size, signal, seeded } = options;
  const { timeoutMs } = row;
  const measure = (world: Omit<World, 'size'>) =>
    runTask({ row: row.id, contestant: contestant.name, world: { ...world, size } }, { timeoutMs, signal });
  if (contestant.tickets) return measure(await seeded.with(contestant.tickets[size]));
  const redis = await startRedis(persistenceOf(row));
  try {
    return await measure({ redis: redis.target, seeding: {} });
  } finally {
    await redis.stop();
  }
}

function persistenceOf({ persistence }: Row) {
  return persistence === 'always' ? { appendonly: true, args: ['--appendfsync', 'always'] } : {};
}
