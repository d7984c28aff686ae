import { SignJWT } from 'jose';

/** Makes a token for a user. `scope` is a list of names, separated by spaces. */
export type IssueToken = (claims: { user: string; scope?: string | undefined }) => Promise<IssuedToken>;

export type IssuedToken = {
  token: string;
  /** RFC 3339. */
  expiresAt: string;
};

export type TokenIssuerOptions = {
  secret: Uint8Array;
  /** Milliseconds since 1970. */
  now: () => number;
  /** How long a token is good. */
  validSeconds: number;
  /** What every token claims beside (RFC 7519 section 4.1). */
  claims?: { issuer?: string; audience?: string };
};

/** Issues HS256 tokens, for servers that check tokens with the same secret. */
export function createTokenIssuer({ secret, now, validSeconds, claims }: TokenIssuerOptions): IssueToken {
  const { issuer, audience } = claims ?? {};
  return async ({ user, scope }) => {
    const issuedAt = Math.floor(now() / 1000);
    const expiresAt = issuedAt + validSeconds;
    const jwt = new SignJWT({
      ...(scope !== undefined && { scope }),
      ...(issuer !== undefined && { iss: issuer }),
      ...(audience !== undefined && { aud: audience }),
    });
    const token = await jwt
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(secret);
    return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
  };
}
