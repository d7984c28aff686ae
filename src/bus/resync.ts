import { gate } from './gate.js';
import type { Work } from './lane.js';
import { keyIn } from './partition.js';
import { at } from './record.js';
import type { Subscription } from './subscription.js';
import { type Need, needOf } from './working-set.js';

/** What became of asking: somebody may have asked already, or the gap has closed. */
export type Asked = 'asked' | 'asked-before' | 'closed';

const NO_COPY = -1;

/**
 * Asks for the state of a subject whose entries wait for one that does not come. All processes together ask once in
 * `everyMs`.
 *
 * @param waiting the sequence of the first entry that waits
 */
export function askForState(
  { group, record, resync }: Subscription,
  partition: number,
  {
    subject,
    waiting,
    everyMs,
  }: { readonly subject: string; readonly waiting: number; readonly everyMs: number },
): Work<Asked> {
  const root = at(record, subject);
  const key = keyIn(partition, `resync:${group}:${subject}`);
  const asked: Need = { id: key, key, read: ['get', key] };
  return {
    needs: () => [needOf(root, partition), asked],
    decide(set) {
      const seen = set.seen(root);
      // Where there is no copy at all, its first entry waits as well when the copy was deleted.
      if (!resync || (seen !== NO_COPY && gate(seen, waiting) !== 'early')) return 'closed';
      if (set.reply(asked) !== null) return 'asked-before';
      const time = new Date(set.now).toISOString();
      set.append(resync.stream, {
        type: resync.request,
        time,
        subject,
        // It stands outside the line of changes, and says how far the copy has come.
        sequence: Math.max(0, seen ?? 0),
        data: { waiting },
      });
      set.replace(asked, time);
      set.command(['set', key, time, 'px', everyMs]);
      return 'asked';
    },
  };
}
