import type { Work } from './lane.js';
import { keyIn, partitionOf } from './partition.js';
import { at, type SourceRecord } from './record.js';
import { needOf } from './working-set.js';

/**
 * Puts a record into the index of its line. Its place there does not change as long as it lives, so nothing has to be
 * watched but the record.
 */
export function putIntoIndex(record: SourceRecord, id: string): Work<void> {
  const root = at(record, id);
  return {
    needs: () => [needOf(root, partitionOf(id))],
    decide(set) {
      const state = set.get(root);
      if (!record.line || !state) return;
      set.command(['zadd', keyIn(set.partition, record.line.index(record.subject(state))), 0, id]);
    },
  };
}
