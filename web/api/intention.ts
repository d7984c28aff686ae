import { randomKey } from './random-key.js';

/** What somebody wants to be done once, however often they press the button or the request is sent. */
export interface Intention {
  /** The Idempotency-Key for this body: the same one until it is done, or until something else is wanted. */
  keyFor(body: unknown): string;
  /** It is done; who wants the same once more wants another one. */
  done(): void;
}

/** @param newKey makes a key that nobody else has */
export function createIntention(newKey: () => string = randomKey): Intention {
  let current: { readonly key: string; readonly body: string } | undefined;
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      // A key names one body: the server refuses it for another one.
      if (current?.body !== text) current = { key: newKey(), body: text };
      return current.key;
    },
    done() {
      current = undefined;
    },
  };
}
