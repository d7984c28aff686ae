import { useRef, useState } from 'preact/hooks';
import { settle, type Ticket, type TicketInput } from '../api/client.js';
import { createIntention } from '../api/intention.js';
import { formErrors, noErrors } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { details } from '../market/changes.js';
import { emptyDraft, readDraft } from '../market/draft.js';
import { SubmitButton } from '../ui/buttons.js';
import { focusFirstError } from '../ui/focus-error.js';
import { BadNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { TicketFields } from './ticket-fields.js';

/** Lists a ticket for sale, once for each form that is filled in, however often it is sent. */
export function SellForm({ onListed }: { onListed: (ticket: Ticket) => void }) {
  const { api, market, settings } = useApp();
  const [draft, setDraft] = useState(emptyDraft);
  const [mistakes, setMistakes] = useState<Readonly<Record<string, string>>>({});
  const { current: intention } = useRef(createIntention());
  const form = useRef<HTMLFormElement>(null);

  const list = useAction(
    (body: TicketInput) => {
      const header = { 'idempotency-key': intention.keyFor(body) };
      return settle(api.POST('/api/tickets', { params: { header }, body }));
    },
    {
      done(ticket) {
        intention.done();
        market.tickets.put([ticket]);
        onListed(ticket);
      },
      failed: () => focusFirstError(form.current),
    },
  );
  const refused = list.problem === undefined ? noErrors : formErrors(list.problem, details);

  function submit(event: Event): void {
    event.preventDefault();
    const { input, errors } = readDraft(draft, settings.currency);
    setMistakes(errors ?? {});
    if (input === undefined) focusFirstError(form.current);
    else list.run(input);
  }

  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Sell a ticket">
      <TicketFields
        draft={draft}
        onChange={setDraft}
        errors={{ ...refused.fields, ...mistakes }}
        currency={settings.currency}
      />
      <BadNotice sentence={refused.form} />
      <div class="actions">
        <SubmitButton action={list} busy="Listing …">
          List the ticket
        </SubmitButton>
      </div>
    </form>
  );
}
