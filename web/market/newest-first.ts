/** Sorts ids by the time at which they were made: they are UUIDv7, which begin with it (RFC 9562 section 5.7). */
export function newestFirst(one: string, other: string): number {
  return one < other ? 1 : -1;
}

/** What has such an id, newest first. */
export function sortedNewestFirst<Item extends { readonly id: string }>(items: Iterable<Item>): Item[] {
  return [...items].sort((one, other) => newestFirst(one.id, other.id));
}
