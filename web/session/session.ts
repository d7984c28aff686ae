import { randomKey } from '../api/random-key.js';
import { createStore, type Readable } from '../state/store.js';
import { readReturned, signInAddress } from './returned-token.js';
import { type Identity, readToken } from './token.js';

/** Who uses this tab of the browser. */
export interface Session {
  /** `undefined` is nobody. */
  readonly identity: Readable<Identity | undefined>;
  readonly token: Readable<string | undefined>;
  /** Whether somebody was signed in until the server refused their token. */
  readonly expired: Readable<boolean>;
  signIn(token: string): void;
  signOut(): void;
  /** The server does not take the token any more. */
  expire(): void;
  /** The address of a sign-in elsewhere, for a link that comes back to this path. */
  addressOf(signInUrl: string, returnTo: string): string;
}

const TOKEN = 'holdfast-token';
const ATTEMPT = 'holdfast-sign-in';

/**
 * Finds out who is signed in: the token stays in this tab and is gone with it. One that a sign-in has just sent back
 * in the fragment is taken, and removed from the address.
 */
export function createSession(): Session {
  const returned = readReturned(location.href, sessionStorage.getItem(ATTEMPT));
  if (returned.cleanAddress !== undefined) history.replaceState(history.state, '', returned.cleanAddress);
  if (returned.token !== undefined) sessionStorage.removeItem(ATTEMPT);
  const identity = createStore<Identity | undefined>(undefined);
  const token = createStore<string | undefined>(undefined);
  const expired = createStore(false);

  function use(next: string | undefined): void {
    const known = next === undefined ? undefined : readToken(next);
    const good = known === undefined ? undefined : next;
    if (good === undefined) sessionStorage.removeItem(TOKEN);
    else sessionStorage.setItem(TOKEN, good);
    // Who is told of the token may ask who it is.
    identity.set(known);
    token.set(good);
  }

  // A token that was just issued is good, whatever the local clock says; a kept one that has run out would be refused.
  use(returned.token ?? keptToken(Date.now()));
  return {
    identity,
    token,
    expired,
    signIn(next) {
      expired.set(false);
      use(next);
    },
    signOut: () => use(undefined),
    expire() {
      if (token.get() === undefined) return;
      expired.set(true);
      use(undefined);
    },
    addressOf(signInUrl, returnTo) {
      const attempt = sessionStorage.getItem(ATTEMPT) ?? randomKey();
      sessionStorage.setItem(ATTEMPT, attempt);
      return signInAddress({ signInUrl, origin: location.origin, returnTo, attempt });
    },
  };
}

function keptToken(nowMs: number): string | undefined {
  const kept = sessionStorage.getItem(TOKEN);
  const expiresAtMs = kept === null ? undefined : readToken(kept)?.expiresAtMs;
  return kept !== null && expiresAtMs !== undefined && expiresAtMs > nowMs ? kept : undefined;
}
