/** What the page has to know of the server, and can't know by itself. */
export interface PageSettings {
  readonly mode: 'development' | 'production';
  /** ISO 4217, lower case: the currency of a ticket whose seller names none. */
  readonly currency: string;
  readonly signIn: SignIn;
}

/**
 * How somebody signs in: in development mode by any name; in production mode at an address that sends them back with a
 * token, or not at all where the operator has named none.
 */
export type SignIn =
  | { readonly by: 'name' }
  | { readonly by: 'url'; readonly url: string }
  | { readonly by: 'nothing' };

/** @param signInUrl of the operator; only production mode has one */
export function pageSettings(config: {
  readonly mode: PageSettings['mode'];
  readonly currency: string;
  readonly signInUrl?: string;
}): PageSettings {
  return { mode: config.mode, currency: config.currency, signIn: signInOf(config) };
}

function signInOf({ mode, signInUrl }: Parameters<typeof pageSettings>[0]): SignIn {
  if (mode === 'development') return { by: 'name' };
  return signInUrl === undefined ? { by: 'nothing' } : { by: 'url', url: signInUrl };
}
