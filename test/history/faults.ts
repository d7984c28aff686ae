/** What can go wrong between a server and its Redis, or with one of them. Nothing of it loses data. */
export const NETWORK_FAULTS = [
  'cut all',
  'cut one',
  'cut before',
  'cut after',
  'lost replies',
  'late replies',
  'black hole',
  'delay',
  'trickle',
  'client kill',
] as const;

export const PROCESS_FAULTS = ['kill -9 server', 'pause server', 'kill -9 redis', 'pause redis'] as const;

export const FAULT_KINDS = [...NETWORK_FAULTS, ...PROCESS_FAULTS];

export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault of a schedule. */
export interface Fault {
  readonly kind: FaultKind;
  /** After the end of the fault before it. */
  readonly afterMs: number;
  /** How long it lasts, where it lasts. */
  readonly forMs: number;
  /** Whose: 0 or 1. */
  readonly server: number;
  /** Which connection, where it is about one. */
  readonly connection: number;
  /** What a cut waits for: the next that is sent, an EXEC, or one that stores a new order. */
  readonly at: 'anything' | 'EXEC' | 'order';
  /** How many cuts of that kind, one after the other. */
  readonly times: number;
}

const SHAPES = {
  // A lost reply to an EXEC is what the fence is for: it comes more often.
  network: { kinds: [...NETWORK_FAULTS, 'cut after', 'cut after'], count: 7, afterMs: 300, forMs: 1300 },
  processes: { kinds: PROCESS_FAULTS, count: 2, afterMs: 1500, forMs: 1500 },
} as const;

/** Longer than an entry is left to the consumer that it was given to: the others take over what a sleeper has. */
const LONG_MS = 8500;

/** A schedule of one sort of faults, one after the other. */
export function drawFaults(sort: keyof typeof SHAPES, random: () => number): Fault[] {
  const { kinds, count, afterMs, forMs } = SHAPES[sort];
  return Array.from({ length: count }, () => {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'cut all';
    const isLong = random() < 0.2 && kind === 'pause server';
    return {
      kind,
      afterMs: Math.floor(random() * afterMs),
      forMs: isLong ? LONG_MS : Math.floor((0.1 + 0.9 * random()) * forMs),
      server: Math.floor(random() * 2),
      connection: Math.floor(random() * 100),
      at: (['anything', 'EXEC', 'order', 'order'] as const)[Math.floor(random() * 4)] ?? 'EXEC',
      times: 1 + Math.floor(random() * 6),
    };
  });
}
