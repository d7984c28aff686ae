/**
 * A decision not to do what a user asked for, and why. It is a value, never thrown.
 *
 * It is distributed over its codes, so that what can't be refused (`Refusal<never>`) has no type at all.
 */
export type Refusal<Code extends string = string> = Code extends string
  ? {
      readonly refused: Code;
      /** What the user needs to know beyond the code, as a sentence. */
      readonly detail?: string;
    }
  : never;

/** @example `if (ticket.status === 'sold') return refuse('ticket-sold')` */
export function refuse<const Code extends string>(refused: Code, detail?: string): Refusal<Code>;
export function refuse(refused: string, detail?: string): Refusal {
  return detail === undefined ? { refused } : { refused, detail };
}

/** Tells a refusal from a state or a change. */
export function isRefusal<T extends object, Code extends string>(
  value: T | Refusal<Code>,
): value is Refusal<Code> {
  return 'refused' in value;
}
