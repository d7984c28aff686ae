/** What the page reads of its own token. The server alone decides whether it is good. */
export interface Identity {
  readonly user: string;
  readonly scopes: readonly string[];
  /** In milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The longest token that is taken: more than this does not fit into the headers of a request beside all else. */
const MAX_LENGTH = 8192;

/** Reads a JWT without checking its signature; `undefined` is none that a server would take. */
export function readToken(token: string): Identity | undefined {
  const [, payload = ''] = token.length <= MAX_LENGTH ? (shape.exec(token) ?? []) : [];
  const { sub, exp, scope } = claimsIn(payload);
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number') return undefined;
  const scopes = typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : [];
  return { user: sub, scopes, expiresAtMs: exp * 1000 };
}

/** RFC 7515 section 3.1: three parts in base64url. */
const shape = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

interface Claims {
  readonly sub?: unknown;
  readonly exp?: unknown;
  readonly scope?: unknown;
}

function claimsIn(payload: string): Claims {
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? claims : {};
  } catch {
    return {};
  }
}
