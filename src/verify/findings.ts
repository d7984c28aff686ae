import { CHECK_NAMES, type Check, type Violation } from './violation.js';

/** What became of one check. */
export interface CheckResult {
  readonly check: Check;
  /** How many things it looked at. */
  readonly looked: number;
  /** How many violations it found; not more than `KEPT` of them are kept. */
  readonly found: number;
}

/** Collects what the checks find, in bounded memory however much is wrong. */
export interface Findings {
  looked(check: Check, count?: number): void;
  add(violations: Iterable<Violation>): void;
  readonly results: readonly CheckResult[];
  /** In the order of the checks. */
  readonly violations: readonly Violation[];
}

/** The most violations that are kept of one check. */
export const KEPT = 1000;

export function createFindings(): Findings {
  const counts = new Map(CHECK_NAMES.map((check) => [check, { looked: 0, found: 0 }]));
  const kept = new Map(CHECK_NAMES.map((check) => [check, new Map<string, Violation>()]));

  function addOne(violation: Violation): void {
    const count = counts.get(violation.check);
    const known = kept.get(violation.check);
    // SCAN may show a key twice: what is found of it twice is one violation.
    const name = JSON.stringify(violation);
    if (!count || !known || known.has(name)) return;
    count.found += 1;
    if (known.size < KEPT) known.set(name, violation);
  }

  return {
    looked(check, count = 1) {
      const counted = counts.get(check);
      if (counted) counted.looked += count;
    },
    add(violations) {
      for (const violation of violations) addOne(violation);
    },
    get results() {
      return [...counts].map(([check, count]) => ({ check, ...count }));
    },
    get violations() {
      return [...kept.values()].flatMap((known) => [...known.values()]);
    },
  };
}
