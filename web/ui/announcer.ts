import { createStore, type Readable } from '../state/store.js';

/** Says what happens by itself, for who does not see it. */
export interface Announcer {
  /** What was said last. */
  readonly said: Readable<string>;
  say(sentence: string): void;
}

export function createAnnouncer(): Announcer {
  const said = createStore('');
  return {
    said,
    say(sentence) {
      // The same sentence twice is two announcements: a reader hears only what has changed.
      said.set(said.get() === sentence ? `${sentence}\u00a0` : sentence);
    },
  };
}
