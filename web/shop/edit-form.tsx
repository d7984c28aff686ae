import { useRef, useState } from 'preact/hooks';
import type { Ticket, TicketInput } from '../api/client.js';
import { formErrors, noErrors } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { editTicket } from '../market/change-ticket.js';
import { changesBetween, details } from '../market/changes.js';
import { draftOf, editOf, readDraft, rebase } from '../market/draft.js';
import { SubmitButton } from '../ui/buttons.js';
import { focusFirstError } from '../ui/focus-error.js';
import { BadNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { TicketFields } from './ticket-fields.js';

interface EditFormProps {
  /** As it is now: another one as soon as anybody changes it. */
  readonly ticket: Ticket;
  readonly onClose: () => void;
  readonly readAnew: () => void;
}

/**
 * Changes a ticket, on top of the version that its seller looks at. When it was changed meanwhile, in another window or
 * by another hand, it says what, and goes on only when it is told to.
 */
export function EditForm({ ticket, onClose, readAnew }: EditFormProps) {
  const { api, market, announcer } = useApp();
  const [base, setBase] = useState(ticket);
  const [draft, setDraft] = useState(draftOf(ticket));
  const [mistakes, setMistakes] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const changes = changesBetween(base, ticket);

  const save = useAction((input: TicketInput) => editTicket(api, ticket, editOf(input, base)), {
    done(edited) {
      market.tickets.put([edited]);
      announcer.say('Your ticket is changed.');
      onClose();
    },
    failed(problem) {
      if (problem.errors === undefined) readAnew();
      focusFirstError(form.current);
    },
  });
  // While it is being saved, what is told is what was saved.
  const isOutdated = changes.length > 0 && !save.busy;
  const refused = save.problem === undefined || isOutdated ? noErrors : formErrors(save.problem, details);

  function submit(event: Event): void {
    event.preventDefault();
    const { input, errors } = readDraft(draft, base.currency);
    setMistakes(errors ?? {});
    if (input === undefined) focusFirstError(form.current);
    // A version that differs in nothing that a seller sets, such as one that was reserved and freed, is as good.
    else if (!isOutdated) save.run(input);
  }

  function goOn(): void {
    setDraft(rebase(draft, { base: draftOf(base), current: draftOf(ticket) }));
    setBase(ticket);
    save.clear();
  }

  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Edit the ticket">
      {isOutdated && (
        <ChangedMeanwhile
          sentence="This ticket was changed while you were editing it:"
          changes={changes}
          before={base}
          after={ticket}
        >
          <button type="button" onClick={goOn}>
            Go on with my changes
          </button>
          <button type="button" class="second" onClick={onClose}>
            Leave it as it is now
          </button>
        </ChangedMeanwhile>
      )}
      <TicketFields
        draft={draft}
        onChange={setDraft}
        errors={{ ...refused.fields, ...mistakes }}
        currency={base.currency}
      />
      <BadNotice sentence={refused.form} />
      {!isOutdated && (
        <div class="actions">
          <SubmitButton action={save} busy="Saving …">
            Save
          </SubmitButton>
          <button type="button" class="second" onClick={onClose}>
            Close without saving
          </button>
        </div>
      )}
    </form>
  );
}
