import type { Event } from '../bus/index.js';
import { type EntryPlace, entryKey } from './entry-checks.js';
import type { KeptSince } from './kept.js';
import { outsideKey, type ParsedKey, streamKey } from './layout.js';
import { entriesOf, fieldIn, type RawEntry, type Reads, scoreOf } from './reads.js';
import { mayBeTrimmed, retentionOf } from './retention.js';
import type { Member } from './scan.js';
import { type Violation, violation } from './violation.js';

/** A snapshot or a request: it stands outside the line of changes, and in an index of its own. */
export interface OutsideEntry {
  readonly place: EntryPlace;
  readonly event: Pick<Event, 'type' | 'subject' | 'sequence' | 'time'>;
}

/** Those of some entries that their index does not name, or names at another time. */
export async function notNamed(reads: Reads, entries: readonly OutsideEntry[]): Promise<OutsideEntry[]> {
  const scores = await reads.all(
    entries.map(({ place, event: { type, subject, sequence, time } }) => {
      const key = outsideKey(place.stream, { ...place, id: subject });
      return ['zscore', key, `${Date.parse(time)}:${sequence}:${type}`];
    }),
  );
  return entries.filter(({ event }, i) => scoreOf(scores[i]) !== Date.parse(event.time));
}

export function unnamed({ place, event: { type, subject } }: OutsideEntry): Violation {
  const key = outsideKey(place.stream, { ...place, id: subject });
  const detail = `${type} about ticket ${subject}: does not stand in its index at its time`;
  return violation('history', place.partition, [key, entryKey(place)], detail);
}

/** A member of such an index, with what its key tells. */
export interface OutsideMember extends Member {
  readonly parsed: ParsedKey;
}

/** How many members are looked at in one round trip. */
const AT_A_TIME = 400;

/**
 * Judges members of such indexes: each must lead to its entry, as whoever reads it looks for it, no earlier than its
 * time and not much later.
 *
 * @param keptSince is told of those that do
 */
export async function judgeOutside(
  reads: Reads,
  members: readonly OutsideMember[],
  keptSince: KeptSince,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (let from = 0; from < members.length; from += AT_A_TIME) {
    const some = members.slice(from, from + AT_A_TIME).map(sought);
    const pages = await reads.all(some.map((one) => pageCommand(one, String(one.at), FEW)));
    for (const [i, one] of some.entries()) {
      const isFirst = entriesOf(pages[i]).some((entry) => isSought(entry, one));
      if (isFirst || (await leadsToEntry(reads, one))) keptSince.note(one.parsed.partition, one.at);
      else if (await isStray(reads, one)) violations.push(stray(one));
    }
  }
  return violations;
}

/** Nearly always the first entry is it. */
const FEW = 4;
const MANY = 1000;

/** How much later than its time an entry may stand: a transaction takes a minute at most, and a clock a step back. */
const LATEST_MS = 60_100;

interface Sought extends OutsideMember {
  readonly at: number;
  readonly sequence: string;
  readonly type: string;
}

/** Members are `milliseconds:sequence:type`. */
function sought(found: OutsideMember): Sought {
  const [, at, sequence = '', type = ''] = /^(\d{1,15}):(\d+):(.+)$/s.exec(found.member) ?? [];
  return { ...found, at: Number(at ?? 0), sequence, type };
}

function pageCommand({ parsed: { partition, stream }, at }: Sought, from: string, count: number) {
  return ['xrange', streamKey(partition, stream), from, at + LATEST_MS, 'COUNT', count] as const;
}

function isSought([, fields]: RawEntry, { parsed, at, sequence, type }: Sought): boolean {
  return (
    fieldIn(fields, 'subject') === parsed.id &&
    fieldIn(fields, 'sequence') === sequence &&
    fieldIn(fields, 'type') === type &&
    Date.parse(fieldIn(fields, 'time')) === at
  );
}

async function leadsToEntry(reads: Reads, one: Sought): Promise<boolean> {
  for (let from = String(one.at); ; ) {
    const page = entriesOf((await reads.all([pageCommand(one, from, MANY)]))[0]);
    if (page.some((entry) => isSought(entry, one))) return true;
    const last = page.at(-1);
    if (!last || page.length < MANY) return false;
    from = `(${last[0]}`;
  }
}

/** One whose entry was trimmed is none: it went with its entry meanwhile, or somebody has trimmed by hand. */
async function isStray(reads: Reads, { parsed: { partition, stream }, at }: Sought): Promise<boolean> {
  const [info] = await reads.all([['xinfo', 'STREAM', streamKey(partition, stream)]]);
  return !mayBeTrimmed(retentionOf(info), at);
}

function stray({ key, member, parsed: { partition, stream, id } }: Sought): Violation {
  const detail = `ticket ${id}: ${member} stands in the index, and leads to no such entry`;
  return violation('history', partition, [key, streamKey(partition, stream)], detail);
}
