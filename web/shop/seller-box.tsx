import { useState } from 'preact/hooks';
import type { Ticket } from '../api/client.js';
import { EditForm } from './edit-form.js';
import { WithdrawDialog } from './withdraw-dialog.js';

interface SellerBoxProps {
  readonly ticket: Ticket;
  readonly readAnew: () => void;
}

/** What the seller of a ticket can do with it. */
export function SellerBox({ ticket, readAnew }: SellerBoxProps) {
  const [open, setOpen] = useState<'edit' | 'withdraw' | undefined>(undefined);
  const close = () => setOpen(undefined);
  const mayChange = ticket.status === 'available';
  // What was typed is kept while somebody else has the ticket: it may come back.
  if (open === 'edit')
    return (
      <div class="stack">
        <h2>Edit</h2>
        {!mayChange && <NotNow status={ticket.status} />}
        <EditForm ticket={ticket} onClose={close} readAnew={readAnew} />
      </div>
    );
  return (
    <div class="stack">
      <h2>You sell this ticket</h2>
      {mayChange ? (
        <div class="actions">
          <button type="button" onClick={() => setOpen('edit')}>
            Edit
          </button>
          <button type="button" class="danger" onClick={() => setOpen('withdraw')}>
            Withdraw
          </button>
        </div>
      ) : (
        <NotNow status={ticket.status} />
      )}
      {open === 'withdraw' && <WithdrawDialog ticket={ticket} onClose={close} readAnew={readAnew} />}
    </div>
  );
}

function NotNow({ status }: Pick<Ticket, 'status'>) {
  if (status === 'sold') return <p>It has been sold.</p>;
  if (status === 'withdrawn') return <p>You have withdrawn it. Nobody can order it any more.</p>;
  return <p>Somebody has reserved it. You can change it again if they do not pay in time.</p>;
}
