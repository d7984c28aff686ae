import { at, isVersioned, type Ref, type SourceRecord, type Versioned } from './record.js';
import type { WorkingSet } from './working-set.js';

/**
 * Stages a snapshot of a record's state as it is. Whoever asks for a record that is not there gets none.
 *
 * @param type of the event, a snapshot in the record's stream
 * @returns the state that it tells
 */
export function tellState(
  set: WorkingSet,
  { record, id }: Ref<SourceRecord>,
  type: string,
  traceparent?: string,
): Versioned | undefined {
  const root = at(record, id);
  const state = set.get(root);
  if (!state || !isVersioned(state)) return undefined;
  set.append(record.stream, {
    type,
    time: new Date(set.now).toISOString(),
    subject: id,
    sequence: state.version,
    data: { ...state, seen: set.seen(root) },
    traceparent,
  });
  return state;
}
