import { readConfig } from '../config.js';
import { createTokenIssuer, type IssuedToken, userId } from '../http/index.js';

/** Makes a token that is good for `validSeconds`. `scope` is a list of names, separated by spaces. */
export type Mint = (claims: {
  readonly user: string;
  readonly scope?: string;
  readonly validSeconds: number;
}) => Promise<IssuedToken>;

/**
 * Makes tokens with the key of the servers.
 *
 * @param env with AUTH_SECRET, AUTH_ISSUER and AUTH_AUDIENCE as the servers have them
 * @throws Error with a sentence when there is no key to make tokens with, or no such user
 */
export function createMint(env: NodeJS.ProcessEnv, now: () => number = Date.now): Mint {
  const { AUTH_SECRET, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = env;
  if (!AUTH_SECRET) throw new Error(AUTH_JWKS_URL ? NOT_OURS : MISSING);
  const { auth } = readConfig({ AUTH_SECRET, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE });
  if (auth.kind !== 'secret') throw new Error(MISSING);
  const { secret, ...claims } = auth;
  return async ({ user, scope, validSeconds }) => {
    if (!userId.safeParse(user).success)
      throw new Error(`The user ${JSON.stringify(user)} is none for the server: use 1 to 200 characters.`);
    return await createTokenIssuer({ secret, now, validSeconds, claims })({ user, scope });
  };
}

const MISSING =
  'AUTH_SECRET is not set: set it to the key that the servers have. ' +
  'A server in development mode makes tokens itself, at POST /dev/token.';

const NOT_OURS = 'AUTH_JWKS_URL is set: tokens are made by the issuer whose keys are there.';
