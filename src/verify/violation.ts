/** What is checked, and what has to hold. */
export const CHECKS = {
  file: 'the append-only file ends with a whole transaction, where no Redis runs on it',
  partitions: 'every record lies in its partition',
  entries: 'every entry is an event of its stream, about its own subject',
  versions: 'every version has its one entry, without a gap',
  hashes: 'a hash holds what its last entry says',
  applied: 'what a group has acknowledged is applied',
  replicas: 'a replica is as its ticket, where nothing is pending',
  holds: 'a ticket is held by its one live order; a cancelled one holds nothing',
  indexes: 'a record is in its indexes, and nothing else is',
  history: 'each entry about a ticket is found by an index, and nothing else is in one',
} as const;

export type Check = keyof typeof CHECKS;

export const CHECK_NAMES = [
  'file',
  'partitions',
  'entries',
  'versions',
  'hashes',
  'applied',
  'replicas',
  'holds',
  'indexes',
  'history',
] as const satisfies readonly Check[];

/** Something that the laws of Holdfast rule out. */
export interface Violation {
  readonly check: Check;
  /** `null` where it is about all of them. */
  readonly partition: number | null;
  /** The Redis keys to look at; behind the key of a stream stands the entry, if it is about one. Or the path of a file. */
  readonly keys: readonly string[];
  readonly detail: string;
}

/** @example `violation('holds', 0, [orderKey(place)], 'is cancelled, but holds the ticket')` */
export function violation(
  check: Check,
  partition: number | null,
  keys: readonly string[],
  detail: string,
): Violation {
  return { check, partition, keys, detail };
}
