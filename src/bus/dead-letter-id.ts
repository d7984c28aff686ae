/** Names a dead letter among those of all groups and partitions. */
export interface DeadLetterId {
  readonly group: string;
  readonly partition: number;
  /** Its id in the stream of dead letters: milliseconds and a count, as Redis writes it. */
  readonly streamId: string;
}

/** @example `orders-0-1732300000000-0` */
export function formatDeadLetterId({ group, partition, streamId }: DeadLetterId): string {
  return `${group}-${partition}-${streamId}`;
}

/** @returns `undefined` for a text that `formatDeadLetterId` never gives */
export function parseDeadLetterId(text: string): DeadLetterId | undefined {
  const [, group, partition, streamId] = /^(.+)-(0|[1-9]\d{0,3})-(\d+-\d+)$/.exec(text) ?? [];
  if (group === undefined || streamId === undefined || !isStreamId(streamId)) return undefined;
  return { group, partition: Number(partition), streamId };
}

/** Whether a text has the form of a dead letter's id; there need not be such a one. */
export function isDeadLetterId(text: string): boolean {
  return parseDeadLetterId(text) !== undefined;
}

/** Whether a text is the id of an entry, as Redis writes it. It gives no entry `0-0`, and refuses a range from there. */
export function isStreamId(text: string): boolean {
  return /^(0|[1-9]\d*)-(0|[1-9]\d*)$/.test(text) && text !== '0-0' && text.split('-').every(fits);
}

/**
 * The order of lists. Ids of one millisecond that stand in several streams are told apart by the stream, so that a
 * page can begin between them.
 */
export function newestFirst(a: DeadLetterId, b: DeadLetterId): number {
  const [first, second] = [sortKey(a.streamId), sortKey(b.streamId)];
  if (first !== second) return first < second ? 1 : -1;
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.partition - b.partition;
}

/** The greatest number of 64 bits; no number of JavaScript holds it exactly. */
const GREATEST = '18446744073709551615';

function fits(digits: string): boolean {
  return digits.length <= GREATEST.length && padded(digits) <= GREATEST;
}

function sortKey(streamId: string): string {
  return streamId.split('-').map(padded).join('-');
}

function padded(digits: string): string {
  return digits.padStart(GREATEST.length, '0');
}
