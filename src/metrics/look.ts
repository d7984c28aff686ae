import type { Survey } from '../bus/index.js';
import { type Check, inTime } from '../http/index.js';

/** What was found when Redis was looked at. */
export interface Look {
  /** `undefined` when Redis did not answer in time. */
  readonly survey: Survey | undefined;
  readonly checks: readonly Check[];
}

export interface LookSources {
  survey(): Promise<Survey>;
  /** What has to hold before this server may be sent requests; see `/readyz`. */
  checks(): Promise<readonly Check[]>;
}

export interface LookLimits {
  /** How long a look may take; Prometheus gives a scrape up after 10 s unless it is told otherwise. */
  readonly timeoutMs: number;
  /** For how long what was found is told again: several who scrape cost Redis as much as one. */
  readonly freshMs: number;
}

export const LOOK_LIMITS: LookLimits = { timeoutMs: 1500, freshMs: 1000 };

/** As `/readyz` says it when its checks do not end. */
const LATE: readonly Check[] = [{ name: 'checks', ok: false, detail: 'The checks did not end in time.' }];

/** Looks at Redis when it is asked to, and never fails nor takes longer than its limit. */
export function createLooking({ survey, checks }: LookSources, limits = LOOK_LIMITS): () => Promise<Look> {
  let last: { readonly at: number; readonly look: Promise<Look> } | undefined;

  async function look(): Promise<Look> {
    const [surveyed, checked] = await Promise.all([
      inTime(survey().catch(nothing), limits.timeoutMs),
      inTime(checks().catch(nothing), limits.timeoutMs),
    ]);
    return { survey: surveyed, checks: checked ?? LATE };
  }

  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at >= limits.freshMs) last = { at: now, look: look() };
    return last.look;
  };
}

/** A source that fails has as little to tell as one that does not answer. */
function nothing(): undefined {
  return undefined;
}
