import type { ComponentChildren } from 'preact';
import { type Problem, sentenceOf } from '../api/problem.js';

interface NoticeProps {
  readonly kind?: 'good' | 'held' | 'bad';
  /** Whether it is read out when it appears. */
  readonly loud?: boolean;
  readonly children: ComponentChildren;
}

/** A sentence that one must not miss. */
export function Notice({ kind, loud = false, children }: NoticeProps) {
  return (
    <div class={kind === undefined ? 'notice' : `notice ${kind}`} {...(loud && { role: 'alert' })}>
      {children}
    </div>
  );
}

/** Why something did not work, where it did not work for no single field. */
export function ProblemNotice({ problem }: { problem: Problem | undefined }) {
  return <BadNotice sentence={problem && sentenceOf(problem)} />;
}

/** The same, where the sentence is known already; without one it is not there. */
export function BadNotice({ sentence }: { sentence: string | undefined }) {
  if (sentence === undefined) return null;
  return (
    <Notice kind="bad" loud>
      <p>{sentence}</p>
    </Notice>
  );
}
