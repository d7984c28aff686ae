import type { Answer } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { createStore, type Readable } from './store.js';

/** How something that a button does stands. */
export interface ActionState {
  readonly busy: boolean;
  /** Why it did not work the last time. */
  readonly problem: Problem | undefined;
}

/** What follows when it is done. */
export interface After<Data> {
  readonly done: (data: Data) => void;
  readonly failed?: (problem: Problem) => void;
}

/** Keeps how something stands that is done once at a time. */
export interface Doing {
  readonly state: Readable<ActionState>;
  /** Does it; nothing while it is being done. What it throws is a fault, and thrown on. */
  run<Data>(act: () => Promise<Answer<Data>>, after: After<Data>): Promise<void>;
  /** Forgets the problem. */
  clear(): void;
}

export function createDoing(): Doing {
  const state = createStore<ActionState>({ busy: false, problem: undefined });

  async function run<Data>(act: () => Promise<Answer<Data>>, { done, failed }: After<Data>): Promise<void> {
    // Read here and not from what is drawn: a second click can come before the button is drawn again.
    if (state.get().busy) return;
    state.set({ busy: true, problem: undefined });
    let answer: Answer<Data> | undefined;
    try {
      answer = await act();
    } finally {
      state.set({ busy: false, problem: answer?.ok === false ? answer.problem : undefined });
    }
    if (answer.ok) done(answer.data);
    else failed?.(answer.problem);
  }

  return { state, run, clear: () => state.set({ ...state.get(), problem: undefined }) };
}
