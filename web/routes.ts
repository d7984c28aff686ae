import type { ComponentType } from 'preact';
import { NotFoundPage } from './pages/not-found.js';
import { matchPath, type Params } from './router/match.js';

/** What a page is given: the named parts of its path. */
export interface PageProps {
  readonly params: Params;
}

/** The pages by their paths. The server opens the same paths: `pagePaths` in src/web/routes.ts. */
export const routes: Readonly<Record<string, ComponentType<PageProps>>> = {};

/** The page at a path. */
export function pageAt(path: string): { Page: ComponentType<PageProps>; params: Params } {
  for (const [pattern, Page] of Object.entries(routes)) {
    const params = matchPath(pattern, path);
    if (params !== undefined) return { Page, params };
  }
  return { Page: NotFoundPage, params: {} };
}
