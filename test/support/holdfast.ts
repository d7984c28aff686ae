import { SignJWT } from 'jose';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import type { RedisTarget } from '../../src/redis/index.js';
import { forgetContract } from './contract-at.js';
import { type Answer, sendText } from './send-text.js';

export type { Answer };

/** What every server of the tests is given, so that a token of one is good for all. */
const AUTH_SECRET = 'a secret of the tests, longer than 32 bytes';

/** Calls a server as one user. */
export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface TestServer {
  readonly url: string;
  /** @param scope names of scopes, separated by spaces */
  as(user: string, scope?: string): Promise<Client>;
  readonly anonymous: Client;
  stop(): Promise<void>;
}

/**
 * A server of production's own making, in this process, on a Redis that the caller started. Tokens of one server are
 * good for all that are started by this.
 *
 * @param env the environment beyond what a test needs anyway
 */
export async function startHoldfast(
  redis: { readonly target: RedisTarget },
  env: Record<string, string> = {},
): Promise<TestServer> {
  const config = readConfig({
    ...{ ...testEnvironment, REDIS_URL: redis.target, PORT: '0' },
    ...env,
  });
  const { url, stop } = await start(config);
  const clients = clientsOf(url);
  return { url, stop, ...clients, ...(config.auth.kind === 'development' && { as: signsIn(clients, url) }) };
}

/** Clients of a server that runs anywhere, as long as it was given `testEnvironment`. */
export function clientsOf(url: string): Pick<TestServer, 'as' | 'anonymous'> {
  forgetContract(url);
  return {
    anonymous: createClient(url),
    as: async (user, scope) => createClient(url, { authorization: `Bearer ${await tokenFor(user, scope)}` }),
  };
}

/** What every server of the tests is given, in a process of its own or not: the tests' tokens are good for it. */
export const testEnvironment = {
  AUTH_SECRET,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'silent',
  // Tests send more in a minute than any user would.
  RATE_LIMIT_PER_MINUTE: '0',
  // Only the tests of the page need it built.
  WEB: 'off',
} as const;

/**
 * A token for the servers of the tests.
 *
 * @param lifetime such as `10m`
 */
export function tokenFor(user: string, scope = '', lifetime = '3h'): Promise<string> {
  const jwt = new SignJWT({ scope })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setExpirationTime(lifetime);
  return jwt.sign(new TextEncoder().encode(AUTH_SECRET));
}

/** A server in development mode trusts its own tokens alone. */
function signsIn({ anonymous }: Pick<TestServer, 'anonymous'>, url: string): TestServer['as'] {
  return async (user) => {
    const { body } = await anonymous.post('/dev/token', { user });
    return createClient(url, { authorization: `Bearer ${body.token}` });
  };
}

function createClient(url: string, identity: Record<string, string> = {}): Client {
  function call(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return sendText(`${url}${path}`, {
      method,
      headers: { ...identity, ...json, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  return {
    get: (path, headers) => call('GET', path, headers),
    post: (path, body, headers) => call('POST', path, headers, body),
    patch: (path, body, headers) => call('PATCH', path, headers, body),
    delete: (path, headers) => call('DELETE', path, headers),
  };
}
