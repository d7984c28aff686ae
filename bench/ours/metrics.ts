import { Context } from 'hono';
import type { Bus, BusObserver } from '../../src/bus/index.js';
import type { HttpEnv } from '../../src/http/index.js';
import { keepInFlight } from '../load/in-flight.js';
import { checkChanges, PARTITIONS, prepareChanges } from '../market/changes.js';
import { startHoldfast, withServer } from '../process/server.js';
import { cpuSecondsOf } from '../process/usage.js';
import { metrics } from '../product.js';
import type { Metrics, Size, World } from '../row.js';
import { summarise } from '../statistics.js';
import { withBus, withConnection } from './bus.js';
import { editOf } from './journal.js';

/** How long each of the two works before it is the other's turn, in milliseconds. */
const TURN_MS = 100;

/** So many turns of each, after as many that do not count. */
const TURNS: Readonly<Record<Size, { readonly warm: number; readonly counted: number }>> = {
  full: { warm: 6, counted: 20 },
  short: { warm: 2, counted: 4 },
};

/**
 * Edits of prices by two journals in turn, of which one tells the metrics of a server what it does, with the CPU time of
 * this process for each. Two processes one after the other differ by more than what is looked for.
 *
 * @param options how many callers there are: with one, each transaction is of one change; and whether any of the journals is
 * counted: where none is, what they differ by is chance
 */
export function commitByTurns(
  world: World,
  { inFlight, observed }: { readonly inFlight: number; readonly observed: boolean },
): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { idOf } = await prepareChanges(redis, world);
    let pieces = 0;
    const turnOf = (made: Bus) => async () => {
      const first = pieces;
      const edit = editOf(made, idOf);
      const before = process.cpuUsage();
      const span = { warmMs: 0, measureMs: TURN_MS };
      const { count } = await keepInFlight(inFlight, span, (piece) => edit(first + piece));
      const { user, system } = process.cpuUsage(before);
      pieces += count;
      return (user + system) / count;
    };
    const options = { partitions: PARTITIONS };
    const turns = await withBus(
      world.redis,
      (plain) =>
        withBus(world.redis, (told) => takeTurns(turnOf(told), turnOf(plain), TURNS[world.size]), {
          ...options,
          ...(observed && { observer: newObserver() }),
        }),
      options,
    );
    await checkChanges(redis, pieces, idOf);
    return turns;
  });
}

/** One, the other, the other, one: what gets slower or faster meanwhile does so for both. */
async function takeTurns(
  counted: () => Promise<number>,
  plain: () => Promise<number>,
  { warm, counted: times }: { readonly warm: number; readonly counted: number },
): Promise<Metrics> {
  const pairs: { counted: number; plain: number }[] = [];
  for (let i = 0; i < warm + times; i += 1) {
    const first = i % 2 === 0 ? counted : plain;
    const one = await first();
    const other = await (first === counted ? plain() : counted());
    pairs.push(first === counted ? { counted: one, plain: other } : { counted: other, plain: one });
  }
  const kept = pairs.slice(warm);
  return {
    counted: summarise(kept.map((pair) => pair.counted)).median,
    plain: summarise(kept.map((pair) => pair.plain)).median,
    ratio: summarise(kept.map((pair) => pair.counted / pair.plain)).median,
  };
}

const TIMES = { full: 3_000_000, short: 1_000_000 };

/** What it costs to count a request, an entry, and a change that is a transaction by itself: two round trips and a commit. */
export function countAlone({ size }: World): Promise<Metrics> {
  const { measure, observer } = metrics.createMetrics({ version: '0' });
  const lane = observer.lane(0);
  const group = observer.group('orders', 0);
  const transaction = (i: number) => {
    const sentAt = performance.now();
    lane.answered('read', 0.3 + performance.now() - sentAt);
    const writtenAt = performance.now();
    lane.answered('exec', 0.3 + performance.now() - writtenAt);
    lane.committed(1 + (i % 4), 1);
  };
  const entry = () => group.handled('applied');
  const c = new Context<HttpEnv>(new Request('http://localhost/api/tickets/1'));
  const request = (i: number) => {
    measure(c, { route: '/api/tickets/:id', status: 200 + (i % 2) * 4, durationMs: (i % 100) / 10 });
  };
  return Promise.resolve({
    transaction: cpuOf(transaction, TIMES[size]),
    entry: cpuOf(entry, TIMES[size]),
    request: cpuOf(request, TIMES[size]),
  });
}

const SCRAPES = { full: 500, short: 50 };

/** The CPU time of a server for a scrape, one after the other, in milliseconds. */
export function scrapeServer({ redis, size }: World): Promise<Metrics> {
  return withServer(startHoldfast(redis), async ({ url, pid }) => {
    const scrape = async (times: number) => {
      for (let i = 0; i < times; i += 1) {
        const answer = await fetch(`${url}/metrics`);
        const text = await answer.text();
        if (!answer.ok) throw new Error(`/metrics was answered with ${answer.status}: ${text}`);
      }
    };
    await scrape(SCRAPES[size] / 5);
    const before = await cpuSecondsOf(pid);
    await scrape(SCRAPES[size]);
    return { scrape: (((await cpuSecondsOf(pid)) - before) * 1000) / SCRAPES[size] };
  });
}

/** The CPU time of one of many calls, in microseconds. */
function cpuOf(act: (i: number) => void, times: number): number {
  for (let i = 0; i < times / 10; i += 1) act(i);
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) act(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

function newObserver(): BusObserver {
  return metrics.createMetrics({ version: '0' }).observer;
}
