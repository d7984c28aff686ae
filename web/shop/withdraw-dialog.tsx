import { useState } from 'preact/hooks';
import type { Ticket } from '../api/client.js';
import { useApp } from '../app-context.js';
import { withdrawTicket } from '../market/change-ticket.js';
import { changesBetween } from '../market/changes.js';
import { ActionButton } from '../ui/buttons.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';

interface WithdrawDialogProps {
  /** As it is now: another one as soon as anybody changes it. */
  readonly ticket: Ticket;
  readonly onClose: () => void;
  readonly readAnew: () => void;
}

/** Takes a ticket back as its seller has looked at it; when it was changed meanwhile, it says what, and asks again. */
export function WithdrawDialog({ ticket, onClose, readAnew }: WithdrawDialogProps) {
  const { api, announcer } = useApp();
  const [seen, setSeen] = useState(ticket);
  const changes = changesBetween(seen, ticket);
  const withdraw = useAction(() => withdrawTicket(api, ticket), {
    done() {
      announcer.say('Your ticket is withdrawn.');
      readAnew();
      onClose();
    },
    failed: readAnew,
  });
  // While it is being done, what is told is what was done.
  const isOutdated = changes.length > 0 && !withdraw.busy;

  function goOn(): void {
    setSeen(ticket);
    withdraw.clear();
  }

  const keep = (
    <button type="button" class="second" onClick={onClose}>
      Keep it
    </button>
  );
  return (
    <Dialog title="Withdraw this ticket?" onClose={onClose}>
      <p>Nobody can order “{ticket.title}” any more. You cannot take that back; you can list it again.</p>
      {isOutdated ? (
        <ChangedMeanwhile
          sentence="This ticket was changed while you were looking at it:"
          changes={changes}
          before={seen}
          after={ticket}
        >
          <button type="button" onClick={goOn}>
            Go on
          </button>
          {keep}
        </ChangedMeanwhile>
      ) : (
        <>
          <ProblemNotice problem={withdraw.problem} />
          <div class="actions">
            <ActionButton action={withdraw} busy="Withdrawing …" kind="danger">
              Withdraw
            </ActionButton>
            {keep}
          </div>
        </>
      )}
    </Dialog>
  );
}
