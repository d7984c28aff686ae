import { z } from 'zod';
import { type Client, createClient, Refused } from './client.js';
import { createMint } from './mint.js';

/** Makes a client of a user. `scope` is a list of names, separated by spaces. */
export type SignIn = (user: string, scope?: string) => Promise<Client>;

export interface SignInOptions {
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** For how long a token is good that is made for a command. */
const VALID_SECONDS = 60;

/**
 * Signs users in at a server: with tokens that are made with AUTH_SECRET, and without it with those that the server
 * gives, which only one in development mode does.
 */
export function signInAt({ url, env, signal }: SignInOptions): SignIn {
  const tokenFor = env.AUTH_SECRET ? minted(env) : given(createClient(url, { signal }), url);
  return async (user, scope) => createClient(url, { token: await tokenFor(user, scope), signal });
}

type TokenFor = (user: string, scope?: string) => Promise<string>;

function minted(env: NodeJS.ProcessEnv): TokenFor {
  const mint = createMint(env);
  return async (user, scope) => {
    const { token } = await mint({ user, ...(scope && { scope }), validSeconds: VALID_SECONDS });
    return token;
  };
}

function given(anonymous: Client, url: string): TokenFor {
  return async (user, scope) => {
    const answer = await anonymous
      .call('POST', '/dev/token', { user, ...(scope && { scope }) })
      .catch((cause: unknown) => {
        if (!(cause instanceof Refused) || cause.status !== 404) throw cause;
        throw new Error(
          `The server at ${url} gives no tokens, as it is not in development mode: ` +
            'set AUTH_SECRET to the key that it has.',
          { cause },
        );
      });
    return z.object({ token: z.string() }).parse(answer).token;
  };
}
