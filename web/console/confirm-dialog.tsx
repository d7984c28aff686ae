import { isProblem } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { ActionButton } from '../ui/buttons.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
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
  readonly busy: string;
  /** What is said when it is done. */
  readonly done: string;
  sentence(letter: DeadLetter): string;
}

const wordings: Readonly<Record<Act['kind'], Wording>> = {
  replay: {
    title: 'Replay this entry?',
    button: 'Replay it',
    busy: 'Replaying …',
    done: 'The entry is applied, and no dead letter any more.',
    sentence: ({ group, waiting }) =>
      `The group ${group} is given the entry once more. It goes through the version gate, so nothing is applied twice or out of order${
        waiting === 0 ? '' : `, and what waits behind it (${some(waiting, 'entry', 'entries')}) goes on`
      }. If it fails again, it stays here.`,
  },
  discard: {
    title: 'Discard this entry?',
    button: 'Discard it for good',
    busy: 'Discarding …',
    done: 'The dead letter is gone.',
    sentence: ({ group, waiting }) =>
      `The entry is removed for good, and the group ${group} will never apply it. This cannot be undone. ${
        waiting === 0
          ? 'Later entries about the same ticket wait for it from then on.'
          : `What waits behind it (${some(waiting, 'entry', 'entries')}) goes on waiting.`
      }`,
  },
};

interface ConfirmDialogProps {
  readonly act: Act;
  readonly watch: Watch;
  /** It is done, by whomever. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done, and says what will happen. */
export function ConfirmDialog({ act: { kind, letter }, watch, onDone, onClose }: ConfirmDialogProps) {
  const { announcer } = useApp();
  const { title, button, busy, done, sentence } = wordings[kind];
  const act = useAction<unknown>(() => watch[kind](letter.id), {
    done() {
      announcer.say(done);
      onDone();
    },
    failed(problem) {
      if (!isProblem(problem, 'not-found')) return;
      announcer.say('Somebody else has dealt with this entry already.');
      onDone();
    },
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{sentence(letter)}</p>
      <ProblemNotice problem={act.problem} />
      <div class="actions">
        <ActionButton action={act} busy={busy} {...(kind === 'discard' && { kind: 'danger' })}>
          {button}
        </ActionButton>
        <button type="button" class="second" onClick={onClose}>
          Leave it
        </button>
      </div>
    </Dialog>
  );
}
