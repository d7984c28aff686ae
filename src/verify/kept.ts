import { stringsOf } from './reads.js';

/** A change in a history, and when it was made, in milliseconds since the epoch. */
export interface HistoryMember {
  readonly sequence: number;
  readonly at: number;
}

/** @param reply that of ZRANGE … WITHSCORES: members are `sequence:milliseconds`, and their scores the sequences */
export function historyOf(reply: unknown): HistoryMember[] {
  const flat = stringsOf(reply);
  const members: HistoryMember[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [, sequence, at] = /^(\d+):(\d+)$/.exec(flat[i] ?? '') ?? [];
    const isRight = sequence !== undefined && Number(sequence) === Number(flat[i + 1]);
    members.push({ sequence: isRight ? Number(sequence) : Number.NaN, at: Number(at) });
  }
  return members;
}

/**
 * Since when it is kept where the entries of the orders, the snapshots and the requests of a partition are
 * (docs/decisions/0026-entries-of-a-subject.md). A server that knows nothing of it keeps nothing, and nothing says when the first one
 * came that does, so the oldest that is kept tells: what is older need not be kept. Where that very one is missing, it
 * can't be told from one of before.
 */
export interface KeptSince {
  /** @param at milliseconds since the epoch */
  note(partition: number, at: number): void;
  includes(partition: number, at: number): boolean;
}

export function createKeptSince(): KeptSince {
  const oldest = new Map<number, number>();
  const since = (partition: number) => oldest.get(partition) ?? Number.POSITIVE_INFINITY;
  return {
    note(partition, at) {
      if (at < since(partition)) oldest.set(partition, at);
    },
    includes: (partition, at) => at >= since(partition),
  };
}
