import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, Client, TestServer } from './holdfast.js';
import { problemIn } from './problem.js';
import { stopwatch } from './processor-wait.js';
import { seededRandom } from './seeded-random.js';
import { waitFor } from './wait-for.js';
import { createWriteLoad, type Told, type Users } from './write-load.js';

/** The most that an answer may take, whatever Redis does: 2 s (api.md), and what a busy machine adds. */
export const ANSWER_MS = 3000;

/** What /healthz takes at the median: it asks nobody, and the tests keep the machine busy. */
const HEALTHZ_MS = 250;

/** An answer, and when it was asked for and came, by `performance.now()`. */
export interface TimedAnswer {
  readonly call: string;
  readonly answer: Answer;
  readonly from: number;
  readonly to: number;
  /** How long it took, without what other programs on the machine took from the server. */
  readonly elapsedMs: number;
}

/** Users who read and write all the time, at a modest pace, and keep every answer. */
export interface FaultLoad {
  readonly told: Told;
  readonly answers: readonly TimedAnswer[];
  /** Resolves when so many more writes were acknowledged. */
  acknowledged(count: number): Promise<void>;
  /** The answers to what was asked since then, as far as they have come; `performance.now()`. */
  since(moment: number): TimedAnswer[];
  /** Lets what is under way be answered, and expects that every answer since the start came in time. */
  stop(): Promise<void>;
}

const WRITERS = 8;
const READERS = 4;
const PAUSE_MS = 15;

/** @param server whatever answers at its URL: it may go and come back */
export async function startFaultLoad(server: Pick<TestServer, 'as' | 'anonymous'>): Promise<FaultLoad> {
  const load = createWriteLoad(seededRandom(7));
  const answers: TimedAnswer[] = [];
  const failures: unknown[] = [];
  let count = 0;
  let stopped = false;

  async function timed(call: string, send: () => Promise<Answer>): Promise<Answer> {
    await sleep(PAUSE_MS);
    if (stopped) throw new Error('the load is over');
    const from = performance.now();
    const elapsed = stopwatch();
    const answer = await send().catch((error: unknown) => {
      failures.push(error);
      throw error;
    });
    answers.push({ call, answer, from, to: performance.now(), elapsedMs: elapsed() });
    return answer;
  }

  const watched = (client: Client): Client => ({
    get: (path, headers) => timed(`GET ${path}`, () => client.get(path, headers)),
    post: (path, body, headers) => timed(`POST ${path}`, () => client.post(path, body, headers)),
    patch: (path, body, headers) => timed(`PATCH ${path}`, () => client.patch(path, body, headers)),
    delete: (path, headers) => timed(`DELETE ${path}`, () => client.delete(path, headers)),
  });
  const named = (name: string) =>
    Promise.all([1, 2, 3].map(async (n) => watched(await server.as(`${name}-${n}`))));
  const users: Users = { sellers: await named('seller'), buyers: await named('buyer') };

  async function read(client: Client): Promise<void> {
    for (;;) {
      await client.get('/api/tickets?limit=5');
      const [oldest, newest] = [load.told.tickets[0], load.told.tickets.at(-1)];
      if (newest) await client.get(`/api/tickets/${newest.id}`);
      if (oldest) await client.get(`/api/orders/replicas/${oldest.id}`);
    }
  }
  async function probe(path: string): Promise<void> {
    for (const client = watched(server.anonymous); ; ) await client.get(path);
  }

  const running = Promise.allSettled([
    load.run(users, {
      clients: WRITERS,
      onAcknowledged: (acknowledged) => {
        count = Math.max(count, acknowledged);
      },
    }),
    ...Array.from({ length: READERS }, () => read(watched(server.anonymous))),
    probe('/healthz'),
    probe('/readyz'),
  ]);

  return {
    told: load.told,
    answers,
    async acknowledged(more) {
      const goal = count + more;
      const what = `${more} more writes to be acknowledged`;
      // On a busy machine a server, and what is asked of it meanwhile, take a while.
      await waitFor(() => count >= goal, { what, timeoutMs: 25_000 });
    },
    since: (moment) => answers.filter(({ from }) => from >= moment),
    async stop() {
      stopped = true;
      await running;
      expect(failures).toEqual([]);
      for (const timedAnswer of answers) expectInTime(timedAnswer);
      const healthz = answers.filter(({ call }) => call === HEALTHZ).map(({ elapsedMs }) => elapsedMs);
      expect(healthz.sort((a, b) => a - b)[Math.floor(healthz.length / 2)]).toBeLessThan(HEALTHZ_MS);
    },
  };
}

const HEALTHZ = 'GET /healthz';

/** A success or a refusal of the market's own, or 503 as a problem document; and never late. */
function expectInTime({ call, answer, elapsedMs }: TimedAnswer): void {
  const ms = Math.round(elapsedMs);
  expect(ms, `${call} was answered ${answer.status} after ${ms} ms`).toBeLessThan(ANSWER_MS);
  if (call === HEALTHZ) expect(answer.status).toBe(200);
  if (answer.status >= 500)
    expect(problemIn(answer)).toMatch(/^503 (unavailable|outcome-unknown|overloaded|not-ready)$/);
}

/** What /readyz said last, as `name: detail` of each check that failed; empty when it was ready. */
export function lastReadiness(answers: readonly TimedAnswer[]): string[] | undefined {
  const last = answers.filter(({ call }) => call === 'GET /readyz').at(-1);
  const checks: { name: string; ok: boolean; detail: string }[] = last?.answer.body.checks ?? [];
  return last && checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
}
