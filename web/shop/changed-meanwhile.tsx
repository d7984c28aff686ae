import type { ComponentChildren } from 'preact';
import type { Ticket } from '../api/client.js';
import type { Change } from '../market/changes.js';
import { Notice } from '../ui/notice.js';
import { ChangesTable } from './changes-table.js';

interface ChangedMeanwhileProps {
  readonly sentence: string;
  readonly changes: readonly Change[];
  /** As somebody has looked at it. */
  readonly before: Ticket;
  readonly after: Ticket;
  /** The buttons: how to go on. */
  readonly children: ComponentChildren;
}

/** Shows what is another one than what somebody has looked at, and leaves it to them whether they go on. */
export function ChangedMeanwhile({ sentence, changes, before, after, children }: ChangedMeanwhileProps) {
  return (
    <Notice kind="held" loud>
      <div class="stack">
        <p>{sentence}</p>
        <ChangesTable changes={changes} before={before} after={after} />
        <div class="actions">{children}</div>
      </div>
    </Notice>
  );
}
