import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isProblem, type Problem, sentenceOf } from '../api/problem.js';
import { useApp } from '../app-context.js';
import type { DeadLetter } from './contract.js';
import type { Watch } from './watch.js';
import { some } from './words.js';

/** What somebody is about to do with a dead letter. */
export interface Act {
  readonly kind: 'replay' | 'discard';
  readonly letter: DeadLetter;
}

interface Wording {
  readonly title: string;
  readonly button: string;
  /** What is said when it is done. */
  readonly done: string;
  sentence(letter: DeadLetter): string;
}

const wordings: Readonly<Record<Act['kind'], Wording>> = {
  replay: {
    title: 'Replay this entry?',
    button: 'Replay it',
    done: 'The entry is applied, and no dead letter any more.',
    sentence: ({ group, waiting }) =>
      `The group ${group} is given the entry once more. It goes through the version gate, so nothing is applied twice or out of order${
        waiting === 0
          ? ''
          : `, and ${some(waiting, 'entry that waits behind it goes', 'entries that wait behind it go')} on`
      }. If it fails again, it stays here.`,
  },
  discard: {
    title: 'Discard this entry?',
    button: 'Discard it for good',
    done: 'The dead letter is gone.',
    sentence: ({ group, waiting }) =>
      `The entry is removed for good, and the group ${group} will never apply it. This can not be undone. ${
        waiting === 0
          ? 'Later entries about the same ticket wait for it from then on.'
          : `${some(waiting, 'entry', 'entries')} behind it will go on waiting.`
      }`,
  },
};

/** Asks before something is done, and says what will happen. The browser brings the focus in, and back again. */
export function ConfirmDialog({
  act: { kind, letter },
  watch,
  onClose,
}: {
  readonly act: Act;
  readonly watch: Watch;
  readonly onClose: () => void;
}) {
  const { announcer } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const { title, button, done, sentence } = wordings[kind];
  useLayoutEffect(() => dialog.current?.showModal(), []);

  async function act(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const answer = await (kind === 'replay' ? watch.replay(letter.id) : watch.discard(letter.id));
    setBusy(false);
    const isGone = !answer.ok && isProblem(answer.problem, 'not-found');
    if (!(answer.ok || isGone)) {
      setProblem(answer.problem);
      return;
    }
    announcer.say(isGone ? 'Somebody else has dealt with this entry already.' : done);
    dialog.current?.close();
    // The button that opened this is gone with its dead letter.
    document.getElementById('dead-letters')?.focus();
  }

  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" aria-describedby="confirm-text" onClose={onClose}>
      <div class="stack">
        <h2 id="confirm-title">{title}</h2>
        <p id="confirm-text">{sentence(letter)}</p>
        {problem !== undefined && (
          <p class="notice bad" role="alert">
            {sentenceOf(problem)}
          </p>
        )}
        <p class="actions">
          <button
            type="button"
            class={kind === 'discard' ? 'danger' : ''}
            aria-disabled={busy}
            onClick={() => void act()}
          >
            {button}
          </button>
          <button type="button" class="second" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
        </p>
      </div>
    </dialog>
  );
}
