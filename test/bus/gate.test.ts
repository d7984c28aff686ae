import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gate } from '../../src/bus/gate.js';

describe('gate', () => {
  test.each([
    { seen: -1, sequence: 0, verdict: 'next' },
    { seen: 0, sequence: 1, verdict: 'next' },
    { seen: 41, sequence: 42, verdict: 'next' },
    { seen: 0, sequence: 0, verdict: 'duplicate' },
    { seen: 7, sequence: 3, verdict: 'duplicate' },
    { seen: -1, sequence: 1, verdict: 'early' },
    { seen: 3, sequence: 5, verdict: 'early' },
  ])('seen $seen, sequence $sequence: $verdict', ({ seen, sequence, verdict }) => {
    expect(gate(seen, sequence)).toBe(verdict);
  });

  test.each([0, 1, 9])('nothing there that sequence %i could apply to: early, never next', (sequence) => {
    expect(gate(undefined, sequence)).toBe('early');
  });

  test('entries that come often and in any order: each is next exactly once, and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 8 }), { maxLength: 60 }), (arrivals) => {
        const waiting = [...arrivals];
        const applied: number[] = [];
        for (let next = pick(waiting, applied); next !== undefined; next = pick(waiting, applied))
          applied.push(next);
        const gap = [...arrivals.keys()].find((sequence) => !arrivals.includes(sequence)) ?? arrivals.length;
        expect(applied).toEqual(Array.from({ length: gap }, (_, sequence) => sequence));
        expect(waiting.every((sequence) => sequence > applied.length)).toBe(true);
      }),
    );
  });
});

/** The first that passes the gate; duplicates before it are acknowledged, and early ones go on waiting. */
function pick(waiting: number[], applied: readonly number[]): number | undefined {
  const seen = applied.length - 1;
  for (let i = 0; i < waiting.length; ) {
    const sequence = waiting[i] ?? -1;
    const verdict = gate(seen, sequence);
    if (verdict === 'early') i += 1;
    else waiting.splice(i, 1);
    if (verdict === 'next') return sequence;
  }
  return undefined;
}
