import type { components } from './schema.js';

/** An error answer of the server (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** What went wrong with a form: a sentence for each of its fields, and one for all that is no field of it. */
export interface FormErrors {
  readonly fields: Readonly<Record<string, string>>;
  readonly form: string | undefined;
}

export const noErrors: FormErrors = { fields: {}, form: undefined };

/** What stands for an answer that has not come. */
export const unreachable: Problem = {
  type: '/problems/unreachable',
  title: 'The server cannot be reached',
  status: 0,
  detail: 'The server cannot be reached. Nothing is lost: try again in a moment.',
  instance: '',
};

/** Whether the problem is of this type, such as `price-changed`. */
export function isProblem({ type }: Problem, slug: string): boolean {
  return type === `/problems/${slug}`;
}

/**
 * Puts a problem where it belongs: what concerns a field next to that field, all else as one sentence at the form.
 *
 * @param names the fields that the form has
 */
export function formErrors(problem: Problem, names: readonly string[]): FormErrors {
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const { pointer, detail } of problem.errors ?? []) {
    const name = pointer.replace(/^\//, '');
    if (names.includes(name)) fields[name] ??= detail;
    else others.push(`${name}: ${detail}`);
  }
  const known = Object.keys(fields).length > 0;
  const form = others.length > 0 ? others.join(' ') : known ? undefined : sentenceOf(problem);
  return { fields, form };
}

/** What a person is told. What the server says to programs is said in other words. */
export function sentenceOf(problem: Problem): string {
  return sentences[problem.type.replace('/problems/', '')] ?? problem.detail;
}

const sentences: Readonly<Record<string, string>> = {
  unauthenticated: 'You are not signed in any more. Sign in and try again.',
  'not-seller': 'This ticket belongs to somebody else; only its seller may change it.',
  'own-ticket': 'This is your own ticket.',
  'not-found': 'There is nothing here any more.',
  'ticket-reserved': 'Somebody has reserved this ticket. It comes back if they do not pay in time.',
  'ticket-sold': 'This ticket has been sold.',
  'ticket-withdrawn': 'The seller has taken this ticket back.',
  'order-complete': 'This order is paid and cannot be changed any more.',
  'price-changed': 'The price has changed while you looked at it.',
  'version-mismatch': 'This was changed meanwhile. Look at it again, and repeat what you wanted.',
  'too-many-requests': 'You have sent a lot in a short time. Wait a moment and try again.',
  'outcome-unknown': 'We cannot tell whether this was stored. Try again: it will not be done twice.',
  overloaded: 'The server is busy. Nothing was changed; try again in a moment.',
  unavailable: 'The server cannot answer now. Nothing was changed; try again in a moment.',
  'replica-behind': 'The shop is still hearing of this ticket. Try again in a moment.',
  internal: 'Something is wrong on our side. Try again later.',
};
