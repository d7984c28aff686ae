import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_KINDS } from './faults.js';
import { type Round, runRound } from './round.js';
import { add, noTotals, printFaults, printTotals } from './totals.js';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** Rounds wait more than they compute. */
const AT_A_TIME = 3;

describe('two servers, mixed clients and faults at random', () => {
  const stopping = new AbortController();
  const rounds = new Map<number, Promise<Round>>();

  beforeAll(() => {
    for (const [i, seed] of SEEDS.entries()) {
      const before = Promise.resolve(rounds.get(SEEDS[i - AT_A_TIME] ?? 0)).catch(() => undefined);
      const round = before.then(() => runRound(seed, { signal: stopping.signal }));
      // Told by the test of that seed.
      round.catch(() => undefined);
      rounds.set(seed, round);
    }
  });

  afterAll(async () => {
    stopping.abort();
    await Promise.allSettled(rounds.values());
  });

  test.each(SEEDS)(
    'seed %i: every answer holds, and npm run verify finds nothing',
    {
      timeout: 180_000,
    },
    async (seed) => {
      const round = await rounds.get(seed);

      expect(round?.breaches.join('\n\n')).toBe('');
      expect(round?.calls.length).toBeGreaterThan(300);
    },
  );

  test('all seeds together: each kind of fault has happened, and each kind of outcome', async () => {
    const totals = noTotals();
    for (const round of await Promise.all(rounds.values())) add(totals, round);

    console.info(`${printTotals(totals)}\n${printFaults(totals)}`);
    expect(FAULT_KINDS.filter((kind) => !totals.faults.has(kind))).toEqual([]);
    expect(Math.min(totals.ok, totals.refused, totals.unknown)).toBeGreaterThan(100);
  });
});
