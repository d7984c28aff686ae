import { deadLettersKey, READERS, STREAM_NAMES, type StreamName, streamKey } from './layout.js';
import { madeAt } from './line.js';
import { attributesOf, entriesOf, listIfThere, listOf, type RawEntry, type Reads } from './reads.js';

/** How a consumer group stands in one partition. */
export interface GroupReport {
  readonly partition: number;
  readonly stream: StreamName;
  readonly group: string;
  readonly exists: boolean;
  /** Entries not read yet; `null` when Redis can't tell. */
  readonly lag: number | null;
  /** Entries read and not acknowledged. */
  readonly pending: number;
  /** The oldest of those. */
  readonly oldestPending: { readonly entryId: string; readonly ageMs: number } | null;
  readonly deadLetters: number;
}

/** An entry that a group could not handle. */
export interface DeadLetterReport {
  readonly key: string;
  /** Its id among the dead letters. */
  readonly id: string;
  readonly error: string;
  /** The entry that it was; `null` when the dead letter is damaged. */
  readonly entryId: string | null;
}

/** The most dead letters that are listed of each group and partition, newest first. */
const LISTED = 20;

/** @param now milliseconds since the epoch, by the clock of this machine */
export async function inspectGroups(
  reads: Reads,
  partitions: readonly number[],
  now: number,
): Promise<{ groups: GroupReport[]; deadLetters: DeadLetterReport[] }> {
  const places = partitions.flatMap((partition) =>
    STREAM_NAMES.map((stream) => ({ partition, stream, group: READERS[stream] })),
  );
  const replies = (
    await reads.all(
      places.flatMap(({ partition, stream, group }) => [
        ['xinfo', 'GROUPS', streamKey(partition, stream)],
        ['xpending', streamKey(partition, stream), group, '-', '+', 1],
        ['xlen', deadLettersKey(partition, group)],
        ['xrevrange', deadLettersKey(partition, group), '+', '-', 'COUNT', LISTED],
      ]),
    )
  ).values();
  const take = () => replies.next().value;
  const groups: GroupReport[] = [];
  const deadLetters: DeadLetterReport[] = [];
  for (const place of places) {
    const state = listIfThere(take())
      .map(attributesOf)
      .find((found) => found.get('name') === place.group);
    const [oldest] = listIfThere(take()).map((entry) => String(listOf(entry)[0]));
    const lag = state?.get('lag');
    groups.push({
      ...place,
      exists: state !== undefined,
      lag: typeof lag === 'number' ? lag : null,
      pending: Number(state?.get('pending') ?? 0),
      oldestPending:
        oldest === undefined ? null : { entryId: oldest, ageMs: Math.max(0, now - madeAt(oldest)) },
      deadLetters: Number(take()),
    });
    deadLetters.push(
      ...entriesOf(take()).map((entry) => letterOf(deadLettersKey(place.partition, place.group), entry)),
    );
  }
  return { groups, deadLetters };
}

function letterOf(key: string, [id, fields]: RawEntry): DeadLetterReport {
  const stored = attributesOf(fields);
  const entryId = stored.get('entryId');
  const error = stored.get('error');
  return {
    key,
    id,
    error: typeof error === 'string' ? error : 'the dead letter itself is damaged',
    entryId: typeof entryId === 'string' ? entryId : null,
  };
}
