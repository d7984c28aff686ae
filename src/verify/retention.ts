import { madeAt } from './line.js';
import { attributesOf, entriesOf, listIfThere } from './reads.js';

/** What is still in a stream. */
export interface Retention {
  /** Whether entries were trimmed. Those that somebody deleted one by one (XDEL) do not count: nobody may. */
  readonly isTrimmed: boolean;
  /** The oldest entry; `undefined` when there is none. */
  readonly firstId: string | undefined;
  readonly length: number;
}

/** Of a stream that there is not. */
export const EMPTY: Retention = { isTrimmed: false, firstId: undefined, length: 0 };

/** @param info the reply of XINFO STREAM */
export function retentionOf(info: unknown): Retention {
  if (listIfThere(info).length === 0) return EMPTY;
  const attributes = attributesOf(info);
  const length = Number(attributes.get('length'));
  const gone = Number(attributes.get('entries-added')) - length;
  // XTRIM leaves this at 0-0. Where it is not, one of the entries that are gone was deleted, and the others are as well
  // trimmed as deleted.
  const deleted = attributes.get('max-deleted-entry-id') === '0-0' ? 0 : 1;
  const [first] = entriesOf([attributes.get('first-entry')]);
  return { isTrimmed: gone > deleted, firstId: length > 0 ? first?.[0] : undefined, length };
}

/**
 * Whether an entry may be gone by the rules, judging by the time of the change that it announced: an entry is never
 * older than that, so one whose change is younger than the oldest entry was not trimmed.
 *
 * @param changedAt milliseconds since the epoch
 */
export function mayBeTrimmed({ isTrimmed, firstId }: Retention, changedAt: number): boolean {
  return isTrimmed && (firstId === undefined || changedAt <= madeAt(firstId));
}
