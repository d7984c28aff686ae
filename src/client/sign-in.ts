import { z } from 'zod';
import { type Client, createClient, Refused, type SendOptions } from './client.js';
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
export function signInAt(options: SignInOptions): SignIn {
  return createSignIn(options, 'set AUTH_SECRET to the key that it has.');
}

/** Signs an operator in: with HOLDFAST_TOKEN, or else as any other user, with the scope `admin`. */
export async function operatorAt(options: SignInOptions): Promise<Client> {
  const { url, env, signal } = options;
  if (!env.HOLDFAST_TOKEN) return await createSignIn(options, NO_OPERATOR)('holdfast-operator', 'admin');
  const token = env.HOLDFAST_TOKEN.trim();
  if (!/^[\w.~+/-]+=*$/.test(token))
    throw new Error('HOLDFAST_TOKEN is no token: use what holdfast token prints.');
  return createClient(url, { token, signal, unauthenticated: 'It was sent the token of HOLDFAST_TOKEN.' });
}

const NO_OPERATOR =
  'set HOLDFAST_TOKEN to a token with the scope admin, or AUTH_SECRET to the key that the server has.';

/** The server knows a token by all of these. */
const MADE_WITH =
  'The token is made with AUTH_SECRET, AUTH_ISSUER and AUTH_AUDIENCE: set them as the server has them. It is good for a ' +
  'minute, by the clock of this machine.';

function createSignIn({ url, env, signal }: SignInOptions, otherwise: string): SignIn {
  const options: SendOptions = { signal, ...(env.AUTH_SECRET && { unauthenticated: MADE_WITH }) };
  const tokenFor = env.AUTH_SECRET ? minted(env) : given(url, options, otherwise);
  return async (user, scope) => createClient(url, { ...options, token: await tokenFor(user, scope) });
}

type TokenFor = (user: string, scope?: string) => Promise<string>;

function minted(env: NodeJS.ProcessEnv): TokenFor {
  const mint = createMint(env);
  return async (user, scope) => {
    const { token } = await mint({ user, ...(scope && { scope }), validSeconds: VALID_SECONDS });
    return token;
  };
}

/** @param otherwise what to do where the server gives none */
function given(url: string, options: SendOptions, otherwise: string): TokenFor {
  const anybody = createClient(url, options);
  return async (user, scope) => {
    const answer = await anybody
      .call('POST', '/dev/token', { user, ...(scope && { scope }) })
      .catch((cause: unknown) => {
        if (!(cause instanceof Refused) || cause.status !== 404) throw cause;
        const reason = `The server at ${url} gives no tokens, as it is not in development mode`;
        throw new Error(`${reason}: ${otherwise}`, { cause });
      });
    return z.object({ token: z.string() }).parse(answer).token;
  };
}
