import { createStore, type Readable } from '../state/store.js';

/** Where the page is. */
export interface Place {
  readonly path: string;
  /** With its `?`; empty without one. */
  readonly query: string;
  /** How often one has gone somewhere before; 0 is the place where the page was opened. */
  readonly visit: number;
}

/** Goes from place to place over the History API, so that back, forward and reload work as everywhere. */
export interface Navigation {
  readonly place: Readable<Place>;
  /** Goes to a path of the page, with its query. */
  go(to: string, options?: { readonly replace: boolean }): void;
}

/** What the history keeps with each place. */
interface Kept {
  readonly scrollY: number;
}

export function createNavigation(): Navigation {
  let visit = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;
  const here = (): Place => ({ path: location.pathname, query: location.search, visit });
  const place = createStore(here());
  // The browser would scroll before the content is there.
  history.scrollRestoration = 'manual';

  function arrive(scrollY: number): void {
    clearTimeout(settling);
    visit += 1;
    place.set(here());
    scrollWhenPossible(scrollY);
  }

  function go(to: string, { replace }: { readonly replace: boolean } = { replace: false }): void {
    keepScroll();
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    arrive(0);
  }

  window.addEventListener('popstate', ({ state }) => {
    const { path, query } = place.get();
    // A link to a part of the page, such as the one that skips the menu.
    if (location.pathname === path && location.search === query) return;
    arrive(scrollOf(state));
  });
  // Whoever goes back leaves a place without a word: what it needs is kept before.
  window.addEventListener('scroll', () => {
    clearTimeout(settling);
    settling = setTimeout(keepScroll, SETTLED_MS);
  });
  window.addEventListener('pagehide', keepScroll);
  document.addEventListener('click', (click) => {
    const to = linkOf(click);
    if (to === undefined) return;
    click.preventDefault();
    go(to);
  });
  scrollWhenPossible(scrollOf(history.state));
  return { place, go };
}

/** How long after the last movement a place is where one reads. */
const SETTLED_MS = 100;

function keepScroll(): void {
  history.replaceState({ scrollY: window.scrollY } satisfies Kept, '');
}

/** The path of a link of the page that was clicked in the plain way; all else is the browser's. */
function linkOf(click: MouseEvent): string | undefined {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = click;
  const isPlain = button === 0 && !(metaKey || ctrlKey || shiftKey || altKey || defaultPrevented);
  const link = target instanceof Element ? target.closest('a') : null;
  if (!isPlain || link === null || link.origin !== location.origin) return undefined;
  return link.dataset.page === undefined ? undefined : `${link.pathname}${link.search}`;
}

function scrollOf(state: unknown): number {
  const isKept = typeof state === 'object' && state !== null && 'scrollY' in state;
  return isKept && typeof state.scrollY === 'number' ? state.scrollY : 0;
}

/** How long content may take to come before the place in it is given up, in milliseconds. */
const CONTENT_MS = 2000;

/** Scrolls there, as soon as there is so much content; not if the person scrolls meanwhile. */
function scrollWhenPossible(scrollY: number): void {
  const givenUp = performance.now() + CONTENT_MS;
  const stop = new AbortController();
  for (const name of ['wheel', 'touchmove', 'keydown', 'popstate'])
    window.addEventListener(name, () => stop.abort(), { signal: stop.signal, passive: true });
  const look = () => {
    if (stop.signal.aborted) return;
    const isThere = document.documentElement.scrollHeight - window.innerHeight >= scrollY;
    if (isThere || performance.now() > givenUp) {
      window.scrollTo(0, scrollY);
      stop.abort();
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
