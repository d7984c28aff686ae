import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Badge, type Named } from '../ui/badge.js';
import type { Check } from './contract.js';
import { type Judged, judge, readinessOf, type Verdict } from './words.js';

const names: Readonly<Record<Verdict, Named>> = {
  holds: { name: 'Holds', tone: 'good' },
  look: { name: 'Look', tone: 'held' },
  fails: { name: 'Fails', tone: 'bad' },
};

/** How something came out, in its own words or in those of the verdict. */
export function VerdictBadge({ verdict, words }: { readonly verdict: Verdict; readonly words?: string }) {
  const { name, tone } = names[verdict];
  return <Badge status={{ name: words ?? name, tone }} />;
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
      <p class={`notice ${names[verdict].tone}`}>{sentence}</p>
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
          <VerdictBadge verdict={verdict} />
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
