import type { RowResult } from './judge.js';
import type { Machine } from './machine.js';
import type { Size } from './row.js';

/** All that a run has found out: what `<date>.json` holds. */
export interface Report {
  /** RFC 3339, UTC. */
  readonly date: string;
  readonly settings: { readonly size: Size; readonly rounds: number; readonly commit: string };
  readonly machine: Machine;
  readonly rows: readonly RowResult[];
}
