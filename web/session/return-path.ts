/**
 * Where to go after signing in, from the query of the sign-in page: a path of this page, and nothing else. Browsers read
 * an address in more ways than one would think of: `//host`, `/\host` and even a slash, a tab and another slash lead to
 * others (WHATWG URL). So it is read as they read it, and compared.
 */
export function returnPath(query: string): string {
  const to = new URLSearchParams(query).get('to') ?? '';
  if (!URL.canParse(to, HERE)) return '/';
  const { origin, pathname, search } = new URL(to, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

/** Stands for the page's own origin; nobody has this one (RFC 6761). */
const HERE = 'http://page.invalid';
