import type { Ticket, TicketInput } from '../api/client.js';
import { editablePrice, parsePrice } from '../format/money.js';
import { editableTime, parseTime } from '../format/time.js';
import type { Detail } from './changes.js';

/** The fields of a form. */
export type Draft = Readonly<Record<Detail, string>>;

export const emptyDraft: Draft = { title: '', price: '', venue: '', startsAt: '', seat: '' };

/** A ticket as a form shows it. */
export function draftOf({ title, price, currency, venue, startsAt, seat }: Ticket): Draft {
  return {
    title,
    price: editablePrice(price, currency),
    venue: venue ?? '',
    startsAt: startsAt === null ? '' : editableTime(startsAt),
    seat: seat ?? '',
  };
}

/** What a form says, or what is wrong with it before the server is asked. */
export type ReadDraft =
  | { readonly input: TicketInput; readonly errors?: undefined }
  | { readonly input?: undefined; readonly errors: Readonly<Record<string, string>> };

/** Reads a form; what only the server can judge, such as how long a title may be, it is left to judge. */
export function readDraft({ title, price, venue, startsAt, seat }: Draft, currency: string): ReadDraft {
  const errors: Record<string, string> = {};
  if (title.trim() === '') errors.title = 'Say what the ticket is for.';
  const minor = parsePrice(price, currency);
  if (minor === undefined || minor === 0)
    errors.price = `Write a price above zero, such as ${editablePrice(2000, currency)}.`;
  const time = startsAt === '' ? null : parseTime(startsAt);
  if (time === undefined) errors.startsAt = 'Choose a day and a time, or leave it empty.';
  if (minor === undefined || time === undefined || Object.keys(errors).length > 0) return { errors };
  return {
    input: { title: title.trim(), price: minor, venue: orNull(venue), startsAt: time, seat: orNull(seat) },
  };
}

/** Only what is different from the ticket as it is: what a seller does not touch is not theirs to overwrite. */
export function editOf(input: TicketInput, ticket: Ticket): Partial<TicketInput> {
  const { startsAt, ...others } = input;
  const edit: Partial<TicketInput> = Object.fromEntries(
    Object.entries(others).filter(
      ([name, value]) => value !== new Map<string, unknown>(Object.entries(ticket)).get(name),
    ),
  );
  // A field shows minutes: seconds that a ticket has are not changed by looking at it.
  const shown = ticket.startsAt === null ? '' : editableTime(ticket.startsAt);
  const wanted = startsAt == null ? '' : editableTime(startsAt);
  return shown === wanted ? edit : { ...edit, startsAt: startsAt ?? null };
}

/**
 * A form that was begun on an older version, on top of the newer one: what its writer has changed stays, all else is as
 * it is now.
 *
 * @param base the form as it was before its writer began
 * @param current the form as it would be of the newer version
 */
export function rebase(draft: Draft, { base, current }: { base: Draft; current: Draft }): Draft {
  const pick = (name: Detail) => (draft[name] === base[name] ? current[name] : draft[name]);
  return {
    title: pick('title'),
    price: pick('price'),
    venue: pick('venue'),
    startsAt: pick('startsAt'),
    seat: pick('seat'),
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
