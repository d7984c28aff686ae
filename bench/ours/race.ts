import { Agent } from 'node:http';
import { call } from '../load/call.js';
import { seedMarket } from '../market/seed.js';
import { startHoldfast, withServer } from '../process/server.js';
import type { Metrics, Size, World } from '../row.js';
import { ascending, percentile } from '../statistics.js';
import { headersOf } from './tokens.js';

const BUYERS: Readonly<Record<Size, number>> = { full: 1000, short: 200 };

/** Before the round that counts, every buyer orders a ticket of their own so often: code that runs first is slow. */
const WARM_ROUNDS = 4;

interface Buyers {
  readonly url: string;
  readonly agent: Agent;
  readonly headers: readonly Record<string, string>[];
}

/** All buyers want the same ticket in the same moment. */
export function raceForOne(world: World): Promise<Metrics> {
  return race(world, (tickets) => tickets.map(() => tickets[0] ?? ''));
}

/** All buyers order in the same moment, and nobody wants what another wants. */
export function orderApart(world: World): Promise<Metrics> {
  return race(world, (tickets) => tickets);
}

async function race(
  { redis, size }: World,
  wanted: (tickets: readonly string[]) => readonly string[],
): Promise<Metrics> {
  const count = BUYERS[size];
  const ids = await seedMarket(redis, count * (WARM_ROUNDS + 1));
  return await withServer(startHoldfast(redis), async ({ url }) => {
    // A connection each, all open before it begins.
    const agent = new Agent({ keepAlive: true, maxSockets: count });
    try {
      const headers = await Promise.all(
        Array.from({ length: count }, (_, i) => headersOf(url, `buyer-${i}`)),
      );
      const buyers = { url, agent, headers };
      for (let i = 1; i <= WARM_ROUNDS; i += 1) await orderAll(buyers, ids.slice(i * count, (i + 1) * count));
      return summary(await orderAll(buyers, wanted(ids.slice(0, count))));
    } finally {
      agent.destroy();
    }
  });
}

interface Answer {
  readonly status: number;
  readonly ms: number;
}

async function orderAll({ url, agent, headers }: Buyers, ids: readonly string[]): Promise<Answer[]> {
  const startedAt = performance.now();
  const answers = ids.map(async (ticketId, i) => {
    const body = JSON.stringify({ ticketId });
    const order = { method: 'POST', path: '/api/orders', headers: headers[i] ?? {}, body };
    const status = await call(agent, url, order);
    return { status, ms: performance.now() - startedAt };
  });
  return await Promise.all(answers);
}

/** @throws Error when somebody was answered with something else than an order or "reserved" */
function summary(answers: readonly Answer[]): Metrics {
  const created = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  if (created.length + refused.length < answers.length)
    throw new Error(`other answers than 201 and 409: ${answers.map(({ status }) => status).join(' ')}`);
  const sorted = ascending((refused.length > 0 ? refused : created).map(({ ms }) => ms));
  return { created: created.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
