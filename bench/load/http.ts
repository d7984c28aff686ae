import autocannon, { type Request } from 'autocannon';
import { cpuSecondsOf } from '../process/usage.js';
import type { Metrics } from '../row.js';

export type { Request };

/** How many connections send at once, each the next request when the last one is answered. */
export const CONNECTIONS = 64;

export interface HttpLoad {
  readonly url: string;
  /** Of the server. */
  readonly pid: number;
  /** What is sent, dealt out to the connections in turn, each of which begins again at its end. */
  readonly requests: readonly Request[];
  /** How long, in seconds; or else so many requests, or each once. */
  readonly seconds?: number;
  readonly amount?: number;
}

/**
 * Requests per second, the times of their answers in milliseconds, and the CPU time of the server for each in
 * microseconds; every answer has to be a success.
 */
export async function loadHttp({
  url,
  pid,
  requests,
  seconds,
  amount = requests.length,
}: HttpLoad): Promise<Metrics> {
  const shares = deal(requests);
  let place = 0;
  const before = await cpuSecondsOf(pid);
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    ...(seconds === undefined ? { amount } : { duration: seconds }),
    setupClient: (client) => {
      client.setRequests(shares[place++] ?? []);
    },
  });
  const wrong = result.non2xx + result.errors + result.timeouts;
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests did not succeed`);
  const took = (result.finish.getTime() - result.start.getTime()) / 1000;
  return {
    requests: result.requests.total / took,
    cpu: ((await cpuSecondsOf(pid)) - before) / (result.requests.total / 1e6),
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/**
 * Sends what does not count, and then what does. What warms up is counted and not timed: on a busy machine a server would
 * else be measured before its code is compiled.
 */
export async function warmAndLoad(
  load: HttpLoad & { readonly seconds: number; readonly amount: number },
): Promise<Metrics> {
  const { seconds, amount, ...rest } = load;
  await loadHttp({ ...rest, amount });
  return await loadHttp({ ...rest, seconds });
}

/** Each connection gets other requests; where there are too few of them, all of them, beginning with another. */
function deal(requests: readonly Request[]): Request[][] {
  return Array.from({ length: CONNECTIONS }, (_, place) => {
    if (requests.length >= CONNECTIONS) return requests.filter((_, i) => i % CONNECTIONS === place);
    const first = place % requests.length;
    return [...requests.slice(first), ...requests.slice(0, first)];
  });
}
