import { inspect } from 'node:util';
import { runAsProcess, work } from '../../src/command-line.js';
import { createProgressLine } from '../../src/progress-line.js';
import { type Round, runRound } from './round.js';
import { createSoakCommand, limitsOf, type SoakOptions } from './soak-arguments.js';
import { add, noTotals, printFaults, printTotals, withRunning } from './totals.js';

const SHOWN_EVERY_MS = 500;

/** `npm run soak` as a process. */
async function main(signal: AbortSignal, { seed, ...options }: SoakOptions): Promise<number> {
  const { minutes, rounds } = limitsOf(options);
  const endsAt = performance.now() + minutes * 60_000;
  const totals = noTotals();
  let current = seed;
  let running: Pick<Round, 'calls' | 'faults'> = { calls: [], faults: new Map() };
  const line = createProgressLine(process.stderr, () => performance.now());
  const showing = setInterval(() => {
    const left = timeLeft(endsAt, rounds - totals.rounds);
    line.show(`${printTotals(withRunning(totals, running))} · seed ${current} · ${left}`);
  }, SHOWN_EVERY_MS);
  try {
    for (; totals.rounds < rounds && performance.now() < endsAt; current += 1) {
      const round = await runRound(current, {
        signal,
        onBegin(begun) {
          running = begun;
        },
      }).catch((error: unknown) => {
        // A Ctrl-C reaches the servers too, and what was about to start one fails.
        if (!signal.aborted) throw new Error(inspect(error), { cause: error });
      });
      if (!round || signal.aborted) break;
      running = { calls: [], faults: new Map() };
      add(totals, round);
      line.clear();
      process.stdout.write(`${told(round)}\n`);
    }
  } finally {
    clearInterval(showing);
    line.clear();
  }
  process.stdout.write(`${printTotals(totals)}\n${printFaults(totals)}\n`);
  return totals.breaches === 0 ? 0 : 1;
}

function told(round: Round): string {
  const totals = noTotals();
  add(totals, round);
  return [`seed ${round.seed}: ${printTotals(totals)}`, ...round.breaches].join('\n');
}

function timeLeft(endsAt: number, rounds: number): string {
  const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
  if (!Number.isFinite(seconds)) return `${rounds} rounds left`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

await runAsProcess(createSoakCommand().action(work(main)));
