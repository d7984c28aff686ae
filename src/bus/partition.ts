import { v7 } from 'uuid';

/** The last three hex digits of an id name its partition. */
const PARTITION_DIGITS = 3;

/**
 * The most partitions of one system. Ids could name more, but each costs every server three connections, and every
 * list a look into one more index.
 */
export const MAX_PARTITIONS = 64;

/** A new UUIDv7 (RFC 9562) whose record lives in `partition`; ids sort by the time they were made. */
export function newId(partition: number): string {
  return v7().slice(0, -PARTITION_DIGITS) + partition.toString(16).padStart(PARTITION_DIGITS, '0');
}

/** Where the record of an id lives. */
export function partitionOf(id: string): number {
  return Number.parseInt(id.slice(-PARTITION_DIGITS), 16);
}

/**
 * A key in a partition. All keys of a partition share a hash tag, so that one EXEC stays in one Redis Cluster slot.
 *
 * @example `keyIn(0, 'tickets')` is `{0}:tickets`
 */
export function keyIn(partition: number, name: string): string {
  return `{${partition}}:${name}`;
}
