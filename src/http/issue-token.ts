import { SignJWT } from 'jose';

/** Makes a token for a user, valid for 12 h. `scope` is a list of names, separated by spaces. */
export type IssueToken = (claims: { user: string; scope?: string | undefined }) => Promise<string>;

const validSeconds = 12 * 60 * 60;

/** Issues HS256 tokens for development mode; a production server only checks tokens. */
export function createTokenIssuer({ secret, now }: { secret: Uint8Array; now: () => number }): IssueToken {
  return ({ user, scope }) => {
    const issuedAt = Math.floor(now() / 1000);
    return new SignJWT(scope === undefined ? {} : { scope })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(user)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + validSeconds)
      .sign(secret);
  };
}
