import { isDeepStrictEqual } from 'node:util';
import type { Attempts } from './attempts.js';
import type { Call, Stored, Written } from './call.js';

/** What is checked. */
export interface History {
  readonly calls: readonly Call[];
  readonly stored: Stored;
  readonly attempts: Attempts;
}

/** A call for messages. */
export function nameOf({ number, request, outcome }: Call): string {
  const told = outcome.kind === 'refused' ? `refused as ${outcome.problem}` : outcome.kind;
  return `call ${number} (${request.kind}, ${told})`;
}

export function isSame(answer: unknown, state: unknown): boolean {
  return isDeepStrictEqual(answer, state);
}

/** The entry that a call wrote itself: reactions to it carry its trace too, but in the other module's stream. */
export function entryBy<State>(
  { traceId }: Call,
  line: readonly Written<State>[],
): Written<State> | undefined {
  return line.find((entry) => entry.traceId === traceId);
}

/** The items of an answer that is a page. */
export function itemsOf(body: unknown): {
  readonly items: readonly { readonly id: string }[];
  readonly next: unknown;
} {
  return body as { items: { id: string }[]; next: unknown };
}
