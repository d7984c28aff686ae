import { useMemo } from 'preact/hooks';
import type { Answer } from '../api/client.js';
import { type ActionState, type After, createDoing } from '../state/action.js';
import { useStore } from '../state/use-store.js';

/** Something that a button does. */
export interface Action<Input = void> extends ActionState {
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
  after: After<Data>,
): Action<Input> {
  const doing = useMemo(createDoing, []);
  const { busy, problem } = useStore(doing.state);
  return { busy, problem, run: (input) => void doing.run(() => act(input), after), clear: doing.clear };
}
