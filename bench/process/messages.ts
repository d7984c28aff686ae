import type { Metrics, World } from '../row.js';

/** What a process is started to measure; without a row it fills the Redis of the world with `seeding.tickets`. */
export interface Task {
  readonly row?: string;
  readonly contestant: string;
  readonly world: World;
}

/** What it came to. */
export type Answer = { readonly metrics: Metrics } | { readonly error: string };
