import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import type { Check } from './contract.js';
import { type Judged, judge, readinessOf, type Verdict } from './words.js';

const badges: Readonly<Record<Verdict, { readonly name: string; readonly look: string }>> = {
  holds: { name: 'Holds', look: 'good' },
  look: { name: 'Look', look: 'held' },
  fails: { name: 'Fails', look: 'bad' },
};

/** A state as a word, with its colour. */
export function Badge({ verdict, words }: { readonly verdict: Verdict; readonly words?: string }) {
  const { name, look } = badges[verdict];
  return <span class={`badge ${look}`}>{words ?? name}</span>;
}

/** Whether the server is ready, and why it says so. */
export function Readiness({ checks }: { readonly checks: readonly Check[] }) {
  const judged = judge(checks);
  const { verdict, sentence } = readinessOf(judged);
  useAnnouncement(verdict, sentence);
  const open = judged.filter((check) => check.verdict !== 'holds');
  const closed = judged.filter((check) => check.verdict === 'holds');
  return (
    <section class="stack" aria-labelledby="readiness">
      <h2 id="readiness">Readiness</h2>
      <p class={`notice ${badges[verdict].look}`}>{sentence}</p>
      {open.length > 0 && <Checks checks={open} />}
      {closed.length > 0 && (
        <details>
          <summary>
            {closed.length === 1 ? 'The check that holds' : `The ${closed.length} checks that hold`}
          </summary>
          <Checks checks={closed} />
        </details>
      )}
    </section>
  );
}

function Checks({ checks }: { readonly checks: readonly Judged[] }) {
  return (
    <ul class="checks">
      {checks.map(({ name, verdict, title, detail }) => (
        <li key={name}>
          <Badge verdict={verdict} />
          <p>
            <strong>{title}</strong> <span class="quiet">{detail}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Numbers change all the time and are said to nobody; that the server is ready, or no longer, is. */
function useAnnouncement(verdict: Verdict, sentence: string): void {
  const { announcer } = useApp();
  const before = useRef(verdict);
  useEffect(() => {
    const wasReady = before.current !== 'fails';
    const isReady = verdict !== 'fails';
    before.current = verdict;
    if (wasReady !== isReady) announcer.say(sentence);
  }, [announcer, verdict, sentence]);
}
