import { readToken } from './token.js';

// In production mode somebody else signs people in: the page links to them with `return_to`, and they send the person
// back to that address with `#token=<JWT>`. A fragment is sent to no server and stands in no log.

/** The parameter of the return address that says which attempt it belongs to. */
const ATTEMPT = 'sign-in';

/** The address of the sign-in, for a link: it comes back to `returnTo` of this origin. */
export function signInAddress(options: {
  readonly signInUrl: string;
  readonly origin: string;
  /** A path of the page. */
  readonly returnTo: string;
  /** Random, and kept until the person is back. */
  readonly attempt: string;
}): string {
  const { pathname, search } = new URL(options.returnTo, options.origin);
  // Whatever `returnTo` names, the token comes back to nobody else.
  const back = new URL(options.origin);
  back.pathname = pathname;
  back.search = search;
  back.searchParams.set(ATTEMPT, options.attempt);
  const address = new URL(options.signInUrl);
  address.searchParams.set('return_to', back.href);
  return address.href;
}

/** What an address holds of a sign-in, and the address without it. */
export interface Returned {
  /** A token that was asked for from here, and that could be good. */
  readonly token: string | undefined;
  /** Path, query and fragment, to be shown instead; `undefined` where there was nothing of a sign-in. */
  readonly cleanAddress: string | undefined;
}

/**
 * Finds the token that a sign-in has sent back.
 *
 * @param attempt of the last link that was shown; a token of another one is not taken, or anybody could sign a person
 *   in under a name of their own by a link (login CSRF, RFC 6749 section 10.12)
 */
export function readReturned(href: string, attempt: string | null): Returned {
  const url = new URL(href);
  const fragment = new URLSearchParams(url.hash.slice(1));
  const token = fragment.get('token');
  const sent = url.searchParams.get(ATTEMPT);
  if (token === null && sent === null) return { token: undefined, cleanAddress: undefined };
  url.searchParams.delete(ATTEMPT);
  if (token !== null) url.hash = '';
  const isOurs = sent !== null && sent === attempt;
  const isToken = token !== null && readToken(token) !== undefined;
  return {
    token: isOurs && isToken ? token : undefined,
    cleanAddress: `${url.pathname}${url.search}${url.hash}`,
  };
}
