import type { Loading } from '../market/loading.js';

interface MoreButtonProps {
  readonly list: Loading;
  /** What it says when there is more to load. */
  readonly offer: string;
  readonly onMore: () => void;
}

/** Loads more of a list, or tries again what did not work. It stays while it loads, and so keeps the focus. */
export function MoreButton({ list: { phase, problem }, offer, onMore }: MoreButtonProps) {
  const next = problem === undefined ? offer : 'Try again';
  return (
    <button type="button" class="second" onClick={onMore}>
      {phase === 'loading' ? 'Loading …' : next}
    </button>
  );
}

/** Whether the button has anything to do. */
export function isMoreToLoad({ complete, problem }: Loading): boolean {
  return !complete || problem !== undefined;
}
