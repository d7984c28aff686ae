import { useEffect, useRef, useState } from 'preact/hooks';
import { Link } from '../ui/link.js';
import { type Act, ConfirmDialog } from './confirm-dialog.js';
import type { DeadLetter } from './contract.js';
import { MOST_LETTERS, type Seen, type Watch } from './watch.js';
import { keyOf, some } from './words.js';

/** What the groups could not handle, and what to do about it. */
export function DeadLetters({ seen, watch }: { readonly seen: Seen; readonly watch: Watch }) {
  const [act, setAct] = useState<Act | undefined>(undefined);
  const [done, setDone] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = () => setAct(undefined);
  // The button that was pressed is gone with its dead letter: who reads on begins at the list.
  useEffect(() => {
    if (done > 0) heading.current?.focus();
  }, [done]);
  const { letters, moreLetters } = seen;
  return (
    <section class="stack" aria-labelledby="dead-letters">
      <h2 id="dead-letters" tabIndex={-1} ref={heading}>
        Dead letters
      </h2>
      {letters.length === 0 && <p class="quiet">There are none: every entry could be handled.</p>}
      <ul class="letters">
        {letters.map((letter) => (
          <Letter key={letter.id} letter={letter} onAct={(kind) => setAct({ kind, letter })} />
        ))}
      </ul>
      {moreLetters && <More shown={letters.length} onMore={() => void watch.more()} />}
      {act !== undefined && (
        <ConfirmDialog
          key={act.letter.id}
          act={act}
          watch={watch}
          onDone={() => {
            close();
            setDone(done + 1);
          }}
          onClose={close}
        />
      )}
    </section>
  );
}

function More({ shown, onMore }: { readonly shown: number; readonly onMore: () => void }) {
  if (shown >= MOST_LETTERS) return <p>These are the newest {shown}. There are more, older ones.</p>;
  return (
    <p>
      <button type="button" class="second" onClick={onMore}>
        Show older ones
      </button>
    </p>
  );
}

function Letter({
  letter,
  onAct,
}: {
  readonly letter: DeadLetter;
  readonly onAct: (kind: Act['kind']) => void;
}) {
  const { group, stream, partition, entryId, type, subject, sequence, attempts, failedAt } = letter;
  const title = `letter-${letter.id}`;
  return (
    <li>
      <article class="card letter" aria-labelledby={title}>
        <h3 id={title}>
          {type ?? 'An entry that says no type'}
          {sequence !== null && <span class="quiet"> entry {sequence}</span>}
        </h3>
        <p class="error-text">{reason(letter)}</p>
        <dl class="facts small">
          <dt>Group</dt>
          <dd>
            {group} <span class="quiet">of {keyOf({ stream, partition })}</span>
          </dd>
          <dt>Ticket</dt>
          <dd>
            {subject === null ? (
              'not known'
            ) : (
              <Link to={`/trace/${subject}`} class="id">
                {subject}
              </Link>
            )}
          </dd>
          <dt>Original id</dt>
          <dd class="number">{entryId ?? 'not known'}</dd>
          <dt>Failed</dt>
          <dd class="number">
            {some(attempts, 'time', 'times')}
            {failedAt !== null && (
              <>
                , last{' '}
                <time dateTime={failedAt}>{failedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>
              </>
            )}
          </dd>
          <dt>Behind it</dt>
          <dd>{behind(letter)}</dd>
        </dl>
        <details>
          <summary>Payload</summary>
          <pre>{payload(letter)}</pre>
        </details>
        <p class="actions">
          <button type="button" aria-describedby={title} onClick={() => onAct('replay')}>
            Replay
          </button>
          <button type="button" class="danger" aria-describedby={title} onClick={() => onAct('discard')}>
            Discard
          </button>
        </p>
      </article>
    </li>
  );
}

/** Lines that are indented go on with the one before. */
function reason({ error }: DeadLetter): string {
  return error.replaceAll(/\n\s+/g, ' ');
}

function behind({ waiting }: DeadLetter): string {
  return waiting === 0
    ? 'nothing waits in this process'
    : `${some(waiting, 'entry waits', 'entries wait')} in this process`;
}

function payload({ data }: DeadLetter): string {
  return typeof data === 'string' ? data : JSON.stringify(data, null, 2);
}
