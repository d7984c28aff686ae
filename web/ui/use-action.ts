import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../api/client.js';
import type { Problem } from '../api/problem.js';

/** Something that a button does. */
export interface Action<Input = void> {
  readonly busy: boolean;
  /** Why it did not work the last time. */
  readonly problem: Problem | undefined;
  /** Does it; nothing while it is being done. */
  run(input: Input): void;
  /** Forgets the problem. */
  clear(): void;
}

/**
 * Lets a button do something once at a time, and keeps what went wrong.
 *
 * @param act does it
 * @param after what follows when it is done
 */
export function useAction<Data, Input = void>(
  act: (input: Input) => Promise<Answer<Data>>,
  after: { readonly done: (data: Data) => void; readonly failed?: (problem: Problem) => void },
): Action<Input> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  // A second click can come before the button is drawn again.
  const running = useRef(false);

  async function run(input: Input): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    const answer = await act(input);
    running.current = false;
    setBusy(false);
    if (answer.ok) after.done(answer.data);
    else {
      setProblem(answer.problem);
      after.failed?.(answer.problem);
    }
  }

  return { busy, problem, run: (input) => void run(input), clear: () => setProblem(undefined) };
}
