import type { Params } from './match.js';

/** What a page is given: the named parts of its path. */
export interface PageProps {
  readonly params: Params;
}
