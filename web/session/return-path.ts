/** Where to go after signing in, from the query of the sign-in page: a path of this page, and nothing else. */
export function returnPath(query: string): string {
  const to = new URLSearchParams(query).get('to') ?? '/';
  // `//host` and `/\host` are addresses of others (WHATWG URL, "special relative or authority").
  return /^\/(?![/\\])/.test(to) ? to : '/';
}
