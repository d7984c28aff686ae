import type { Problem } from '../api/problem.js';

/** How far a list is loaded, which comes a page at a time. */
export interface Loading {
  readonly phase: 'loading' | 'idle';
  /** Whether there is nothing more to load. */
  readonly complete: boolean;
  /** Why the last page could not be loaded, or what is loaded not be read anew. */
  readonly problem: Problem | undefined;
}
