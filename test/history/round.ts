import { setMaxListeners } from 'node:events';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ticket } from '../../src/events/tickets.js';
import type { Report } from '../../src/verify/verify.js';
import { runVerify } from '../support/run-cli.js';
import { unsettled } from '../support/settled.js';
import { waitFor } from '../support/wait-for.js';
import type { Breach, Call } from './call.js';
import { check } from './check.js';
import { act, type Board } from './client.js';
import { inject, type Tally } from './inject.js';
import { printBreach } from './print-breach.js';
import { readStored } from './read-stored.js';
import { drawScenario, HOT_TICKETS } from './scenario.js';
import { createSender, type Sender } from './send.js';
import { startWorld, type World } from './world.js';

/** What a run with one seed came to. */
export interface Round {
  readonly seed: number;
  readonly calls: readonly Call[];
  readonly faults: Tally;
  /** How many gaps snapshots have healed: none of them loses anything, but each was late. */
  readonly healed: number;
  /** Each told with its seed, its record's history and where the data is; none when all is well. */
  readonly breaches: readonly string[];
}

export interface RoundOptions {
  /** Ends the round before its time, without a judgement. */
  readonly signal: AbortSignal;
  /** Is given what is counted while the round runs. */
  readonly onBegin?: (running: Pick<Round, 'calls' | 'faults'>) => void;
  /** What a test does to the world when the clients are through, before all is checked. */
  readonly before?: (world: World) => Promise<void>;
}

/** What others left behind is taken over after 8 s at most, and a machine may be slow. */
const SETTLE_MS = 60_000;

/**
 * Runs the scenario of a seed: two servers on one Redis, clients that list, edit, order, cancel and pay, and faults
 * meanwhile; then checks that all answers hold. What a seed gives again is the schedule of faults and the choices of
 * the clients. When exactly each meets the other is the machine's doing, and differs.
 */
export async function runRound(seed: number, { signal, onBegin, before }: RoundOptions): Promise<Round> {
  // Every client waits for it.
  setMaxListeners(0, signal);
  const scenario = drawScenario(seed);
  const world = await startWorld(scenario);
  const faults: Tally = new Map();
  const sender = createSender(world);
  onBegin?.({ calls: sender.calls, faults });
  try {
    const board = await listHotTickets(sender);
    await Promise.all([
      ...scenario.clients.map((steps, i) => act(steps, { name: `buyer-${i}`, board, sender, signal })),
      ...scenario.schedules.map((schedule) => inject(world, schedule, { tally: faults, signal })),
    ]);
    if (signal.aborted) return { seed, calls: sender.calls, faults, healed: 0, breaches: [] };
    await before?.(world);
    return await judge(seed, { world, sender, board, partitions: scenario.partitions, faults });
  } finally {
    await world.stop();
  }
}

async function listHotTickets(sender: Sender): Promise<Board> {
  const board: Board = { tickets: [], orders: [] };
  for (let n = 0; n < HOT_TICKETS; n += 1) {
    const request = { kind: 'list', price: 100 + n, key: `hot-${n}` } as const;
    await waitFor(
      async () => {
        const { outcome } = await sender.send(n % 2, `seller-${n % 3}`, request);
        return outcome.kind === 'ok' && board.tickets.push(outcome.body as Ticket);
      },
      { what: 'a ticket to be listed', timeoutMs: SETTLE_MS },
    );
  }
  return board;
}

interface Ended {
  readonly world: World;
  readonly sender: Sender;
  readonly board: Board;
  readonly partitions: number;
  readonly faults: Tally;
}

async function judge(seed: number, { world, sender, board, partitions, faults }: Ended): Promise<Round> {
  const redis = world.redis.connect();
  const settle = () =>
    waitFor(async () => (await unsettled(redis, partitions)).length === 0, {
      what: 'both modules to be through',
      timeoutMs: SETTLE_MS,
    });
  const found: Breach[] = [];
  try {
    await settle();
    await lookAtAll(sender, board);
    // A request that nobody waited for any more may have been done meanwhile.
    await settle();
  } catch (error) {
    const left = (await unsettled(redis, partitions)).join('; ');
    found.push({ rule: 'it does not come to rest', detail: `${String(error)}: ${left}` });
  }
  const stored = await readStored(redis, partitions);
  const { calls } = sender;
  found.push(...sender.broken.map((detail) => ({ rule: 'an answer that must not be', detail })));
  found.push(
    ...world.nodes.flatMap((node) => node.deaths).map((detail) => ({ rule: 'a server ended', detail })),
  );
  found.push(...check(calls, stored));
  found.push(...(await auditBreaches(world)));

  const healed = await countSnapshots(redis, partitions);
  if (found.length === 0) return { seed, calls, faults, healed, breaches: [] };
  const kept = await keep(world);
  const tail = [
    `seed ${seed}: to run it again, npm run soak -- --seed ${seed} --rounds 1`,
    `the data and what the servers wrote: ${kept}`,
  ];
  const breaches = found.map((breach) => [printBreach(breach, calls, stored), ...tail].join('\n'));
  return { seed, calls, faults, healed, breaches };
}

/** What `holdfast verify` finds, as a process of its own. A dead letter is one too: no fault makes an entry undecodable. */
async function auditBreaches({ redis }: World): Promise<Breach[]> {
  const { code, stdout, stderr } = await runVerify({ REDIS_URL: redis.target }, '--json');
  if (code !== 0 && code !== 1) return [{ rule: `holdfast verify exits with ${code}`, detail: stderr }];
  const { violations, deadLetters } = JSON.parse(stdout) as Report;
  return [
    ...violations.map(({ check: name, detail, keys }) => ({
      rule: `holdfast verify: ${name}`,
      detail: `${detail} (${keys.join(', ')})`,
      ticketId: keys.flatMap((key) => /:(?:tickets|orders:ticket):([\da-f-]{36})$/.exec(key)?.[1] ?? [])[0],
    })),
    ...deadLetters.map(({ key, error }) => ({ rule: 'a dead letter', detail: `${key}: ${error}` })),
  ];
}

/** What everybody sees in the end belongs to the history too. */
async function lookAtAll(sender: Sender, { tickets, orders }: Board): Promise<void> {
  const looks = [
    ...tickets.map(
      ({ id: ticketId }, i) =>
        () =>
          sender.send(i % 2, 'anybody', { kind: 'look', ticketId }),
    ),
    ...orders.map(
      ({ id: orderId, buyerId, ticket: { id: ticketId } }, i) =>
        () =>
          sender.send(i % 2, buyerId, { kind: 'check', orderId, ticketId }),
    ),
  ];
  await Promise.all(
    looks.map((look) =>
      waitFor(async () => (await look()).outcome.kind === 'ok', {
        what: 'both servers to answer',
        timeoutMs: SETTLE_MS,
      }),
    ),
  );
}

async function countSnapshots(
  redis: ReturnType<World['redis']['connect']>,
  partitions: number,
): Promise<number> {
  const streams = await Promise.all(
    Array.from({ length: partitions }, (_, p) => redis.xrange(`{${p}}:tickets`, '-', '+')),
  );
  return streams.flat().filter(([, fields]) => fields.includes('ticket:snapshot')).length;
}

/** Copies what Redis has stored and what the servers have written, for whoever wants to know why. */
async function keep({ redis, nodes }: World): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-history-'));
  await cp(join(redis.dir, 'appendonlydir'), join(dir, 'appendonlydir'), { recursive: true });
  await Promise.all(nodes.map((node, i) => writeFile(join(dir, `server-${i}.log`), node.log)));
  return dir;
}
