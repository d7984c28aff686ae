import type { Detail } from '../market/changes.js';
import type { Draft } from '../market/draft.js';
import { Field } from '../ui/field.js';

interface TicketFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly errors: Readonly<Record<string, string>>;
  /** ISO 4217, lower case. */
  readonly currency: string;
}

/** What a seller says of a ticket. */
export function TicketFields({ draft, onChange, errors, currency }: TicketFieldsProps) {
  const bind = (name: Detail) => ({
    name,
    value: draft[name],
    error: errors[name],
    onChange: (value: string) => onChange({ ...draft, [name]: value }),
  });
  return (
    <>
      <Field label="What is it for?" required maxLength={200} {...bind('title')} />
      <div class="fields">
        <Field label={`Price in ${currency.toUpperCase()}`} required inputMode="decimal" {...bind('price')} />
        <Field label="When" type="datetime-local" {...bind('startsAt')} />
      </div>
      <div class="fields">
        <Field label="Where" maxLength={200} {...bind('venue')} />
        <Field label="Seat" maxLength={200} {...bind('seat')} />
      </div>
    </>
  );
}
