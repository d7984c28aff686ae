import type { FaultKind } from './faults.js';
import { FAULT_KINDS } from './faults.js';
import type { Round } from './round.js';

/** What all rounds came to. */
export interface Totals {
  rounds: number;
  calls: number;
  ok: number;
  refused: number;
  unknown: number;
  healed: number;
  breaches: number;
  readonly faults: Map<FaultKind, number>;
}

export function noTotals(): Totals {
  return { rounds: 0, calls: 0, ok: 0, refused: 0, unknown: 0, healed: 0, breaches: 0, faults: new Map() };
}

export function add(totals: Totals, { calls, faults, healed, breaches }: Round): void {
  totals.rounds += 1;
  totals.calls += calls.length;
  for (const { outcome } of calls) totals[outcome.kind] += 1;
  totals.healed += healed;
  totals.breaches += breaches.length;
  for (const [kind, count] of faults) totals.faults.set(kind, (totals.faults.get(kind) ?? 0) + count);
}

/** The same with what a round that still runs has come to. */
export function withRunning(totals: Totals, { calls, faults }: Pick<Round, 'calls' | 'faults'>): Totals {
  const sum = { ...totals, faults: new Map(totals.faults) };
  add(sum, { seed: 0, calls, faults, healed: 0, breaches: [] });
  return { ...sum, rounds: totals.rounds };
}

/** One line; of faults only how many. */
export function printTotals({
  rounds,
  calls,
  ok,
  refused,
  unknown,
  healed,
  breaches,
  faults,
}: Totals): string {
  const happened = [...faults.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${rounds} rounds`,
    `${calls.toLocaleString('en')} calls (${ok} ok, ${refused} refused, ${unknown} unknown)`,
    `${happened} faults`,
    `${healed} gaps healed`,
    `${breaches} breaches`,
  ].join(', ');
}

/** A line for each kind of fault. */
export function printFaults({ faults }: Pick<Totals, 'faults'>): string {
  return FAULT_KINDS.map((kind) => `  ${kind.padEnd(16)} ${faults.get(kind) ?? 0}`).join('\n');
}
