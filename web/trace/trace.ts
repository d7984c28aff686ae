import type { components } from '../api/schema.js';

/** All that is known of a ticket in both modules, as the API tells it. */
export type Trace = components['schemas']['Trace'];
/** The entries about it in one stream. */
export type TraceLine = components['schemas']['TraceLine'];
export type TraceEntry = components['schemas']['TraceEntry'];
export type Delivery = TraceEntry['deliveries'][number];

/** The modules, from the upper lane to the lower one. Each writes the stream of its name, which the other one reads. */
export const LANES = ['tickets', 'orders'] as const;

export type Lane = (typeof LANES)[number];

export function otherLane(lane: Lane): Lane {
  return lane === 'tickets' ? 'orders' : 'tickets';
}

/** Orders entries by the time at which Redis wrote them, whichever stream they stand in. */
export function byTime(one: Pick<TraceEntry, 'entryId'>, other: Pick<TraceEntry, 'entryId'>): number {
  const [ms = 0, count = 0] = one.entryId.split('-').map(Number);
  const [otherMs = 0, otherCount = 0] = other.entryId.split('-').map(Number);
  return ms - otherMs || count - otherCount;
}

/** Versions that are named in one go, both included. */
export interface VersionRange {
  readonly from: number;
  readonly to: number;
}
