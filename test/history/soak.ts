import { inspect } from 'node:util';
import { runAsProcess } from '../../src/command-line.js';
import { type Round, runRound } from './round.js';
import { HELP, readArguments, type SoakArguments } from './soak-arguments.js';
import { add, noTotals, printFaults, printTotals, withRunning } from './totals.js';

/** To the beginning of the line, and away with what stands there (ECMA-48, EL). */
const CLEAR = '\r\u001b[K';

const EVERY_MS = 500;

/** `npm run soak` as a process. */
async function main({ seed, minutes, rounds }: SoakArguments, signal: AbortSignal): Promise<number> {
  const endsAt = performance.now() + minutes * 60_000;
  const totals = noTotals();
  let current = seed;
  let running: Pick<Round, 'calls' | 'faults'> = { calls: [], faults: new Map() };
  const line = liveLine(() => {
    const left = timeLeft(endsAt, rounds - totals.rounds);
    return `${printTotals(withRunning(totals, running))} · seed ${current} · ${left}`;
  });
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
      line.print(told(round));
    }
  } finally {
    line.end();
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

/** A line on a terminal that tells again and again where it is; what is printed stays above it. */
function liveLine(text: () => string) {
  const terminal = process.stderr.isTTY ? process.stderr : undefined;
  const draw = () => terminal?.write(`${CLEAR}${text().slice(0, terminal.columns - 1)}`);
  const timer = setInterval(draw, EVERY_MS);
  return {
    print(lines: string): void {
      terminal?.write(CLEAR);
      process.stdout.write(`${lines}\n`);
    },
    end(): void {
      clearInterval(timer);
      terminal?.write(CLEAR);
    },
  };
}

await runAsProcess({ help: HELP, readArguments, run: main });
