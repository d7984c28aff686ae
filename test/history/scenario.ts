import { seededRandom } from '../support/seeded-random.js';
import { drawFaults, type Fault } from './faults.js';

/** What a client does next. `ticket` and `order` are numbers of a place on the board; hot tickets stand first. */
export interface Step {
  readonly act: Act;
  readonly server: number;
  readonly pauseMs: number;
  readonly ticket: number;
  /** Counted from the newest. */
  readonly order: number;
  /** In a write; no two have the same. */
  readonly price: number;
  /** More chances from 0 to 1, for what the act leaves open. */
  readonly chances: readonly [number, number, number, number];
}

export type Act =
  | 'list'
  | 'edit'
  | 'withdraw'
  | 'look'
  | 'browse'
  | 'order'
  | 'cancel'
  | 'pay'
  | 'check'
  | 'orders';

/** All that is left to chance in a run, drawn before it begins. */
export interface Scenario {
  readonly seed: number;
  readonly partitions: number;
  readonly holdSeconds: number;
  /** The steps of each client. */
  readonly clients: readonly (readonly Step[])[];
  /** Faults of the network and of the processes, each a schedule of its own: they overlap. */
  readonly schedules: readonly (readonly Fault[])[];
}

const CLIENTS = 12;
const STEPS = 30;

/** How many tickets most clients want. */
export const HOT_TICKETS = 4;

/** The same for the same seed. */
export function drawScenario(seed: number): Scenario {
  const random = seededRandom(seed);
  return {
    seed,
    partitions: 1 + Math.floor(random() * 4),
    holdSeconds: [1, 2, 4, 900][Math.floor(random() * 4)] ?? 900,
    schedules: [drawFaults('network', random), drawFaults('processes', random)],
    clients: Array.from({ length: CLIENTS }, (_, client) => drawSteps(client, random)),
  };
}

function drawSteps(client: number, random: () => number): Step[] {
  const acts = client < CLIENTS / 3 ? SELLERS : BUYERS;
  return Array.from({ length: STEPS }, (_, step) => ({
    act: pick(acts, random()),
    server: Math.floor(random() * 2),
    // Bursts: most pauses are short.
    pauseMs: Math.floor(random() * random() * 400),
    ticket: Math.floor(random() * (random() < 0.7 ? HOT_TICKETS : 1000)),
    order: Math.floor(random() * random() * 8),
    price: 1000 + client * STEPS + step,
    chances: [random(), random(), random(), random()],
  }));
}

type Weights = Readonly<Partial<Record<Act, number>>>;

const SELLERS: Weights = { list: 12, edit: 45, withdraw: 6, look: 17, browse: 10, cancel: 10 };
const BUYERS: Weights = { order: 35, cancel: 18, pay: 5, look: 17, check: 13, orders: 6, browse: 6 };

function pick(weights: Weights, chance: number): Act {
  const acts = Object.entries(weights) as [Act, number][];
  let left = chance * acts.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [act, weight] of acts) {
    left -= weight;
    if (left < 0) return act;
  }
  return 'look';
}
