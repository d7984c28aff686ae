import { setTimeout as sleep } from 'node:timers/promises';
import { ContractBroken } from './contract.js';

/**
 * Asks until the answer is neither `undefined` nor `false`, and returns it. A condition that throws counts as not yet
 * true; its last error is the cause of the failure. Only an answer that breaks the contract ends the wait.
 *
 * @example
 * const entry = await waitFor(async () => (await redis.xrange(key, '-', '+'))[0], { what: 'the first entry' });
 */
export async function waitFor<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { what, timeoutMs = 10_000 }: { what: string; timeoutMs?: number },
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      // A better answer later does not mend it.
      if (error instanceof ContractBroken) throw error;
      cause = error;
    }
    await sleep(15);
  } while (Date.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
}
