import { randomBytes } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AuthConfig } from '../config.js';
import type { HttpEnv, User } from './env.js';
import { createTokenIssuer, type IssueToken } from './issue-token.js';
import { problem } from './problem.js';
import { createTokenReader, type ReadToken } from './tokens.js';
import { type VerifyJwt, verifyByKeySet, verifyBySecret } from './verify-jwt.js';

export type AuthOptions = {
  config: AuthConfig;
  /** Milliseconds since 1970; tests bring their own. */
  now?: () => number;
};

export type Auth = {
  /** Answers 401 without a valid token. Behind it `c.get('user')` is who sent the request. */
  requireUser: MiddlewareHandler<HttpEnv>;
  /** The same, and answers 403 to a token without this scope, before anything else of the request is looked at. */
  requireScope(scope: string): MiddlewareHandler<HttpEnv>;
  /**
   * Lets a request without an `Authorization` header pass, and answers 401 to a bad token. Behind it
   * `c.get('viewer')` is who sent the request, or `undefined`.
   */
  optionalUser: MiddlewareHandler<HttpEnv>;
  /**
   * Who sent a request, for those who answer it in any case: `undefined` without a valid token, and also when nobody
   * knows whether it is valid. Answers at once where it can, and never throws.
   */
  sender: (c: Context<HttpEnv>) => User | undefined | Promise<User | undefined>;
  /** Makes a token that this server accepts; only in development mode. */
  issue?: IssueToken;
};

/** How long a token of a server in development mode is good, if the server runs that long. */
const DEVELOPMENT_SECONDS = 12 * 60 * 60;

/**
 * Who sent a request, by a bearer token (RFC 6750) that is a JWT (RFC 7519). When the keys to check it with can't
 * be fetched, the middleware throws `Unavailable`: the answer is 503, as nobody knows whether the token is bad.
 */
export function createAuth({ config, now = Date.now }: AuthOptions): Auth {
  if (config.kind === 'development') {
    const secret = randomBytes(32);
    const readToken = createTokenReader({ verifyJwt: verifyBySecret(secret), claims: {}, now });
    return {
      ...guards(readToken),
      issue: createTokenIssuer({ secret, now, validSeconds: DEVELOPMENT_SECONDS }),
    };
  }
  const { issuer, audience } = config;
  const claims = { ...(issuer && { issuer }), ...(audience && { audience }) };
  return guards(createTokenReader({ verifyJwt: verifierFor(config), claims, now }));
}

function verifierFor(config: Exclude<AuthConfig, { kind: 'development' }>): VerifyJwt {
  return config.kind === 'secret' ? verifyBySecret(config.secret) : verifyByKeySet(config.url);
}

function guards(readToken: ReadToken): Omit<Auth, 'issue'> {
  const identify = oncePerRequest((c) => {
    const token = bearerToken(c);
    return token === undefined ? undefined : readToken(token);
  });
  const require = (scope?: string) =>
    createMiddleware<HttpEnv>(async (c, next) => {
      const user = await identify(c);
      if (user === undefined) return refuse(c);
      if (scope !== undefined && !user.scopes.has(scope)) return refuseScope(c, scope);
      c.set('user', user);
      return next();
    });
  return {
    requireUser: require(),
    requireScope: require,
    optionalUser: createMiddleware<HttpEnv>(async (c, next) => {
      const anonymous = c.req.header('Authorization') === undefined;
      const viewer = anonymous ? undefined : await identify(c);
      if (viewer === undefined && !anonymous) return refuse(c);
      c.set('viewer', viewer);
      return next();
    }),
    sender(c) {
      const user = identify(c);
      return user instanceof Promise ? user.catch(() => undefined) : user;
    },
  };
}

// A request that has waited in vain for the keys must not wait for them a second time: it has 2 s.
function oncePerRequest<Answer>(ask: (c: Context) => Answer): (c: Context) => Answer {
  const asked = new WeakMap<Context, { readonly answer: Answer }>();
  return (c) => {
    const found = asked.get(c) ?? { answer: ask(c) };
    asked.set(c, found);
    return found.answer;
  };
}

// RFC 6750 section 2.1; the name of the scheme has no case (RFC 9110 section 11.1).
const bearer = /^bearer +([\w.~+/-]+=*)$/i;

function bearerToken(c: Context): string | undefined {
  return bearer.exec(c.req.header('Authorization') ?? '')?.[1];
}

// RFC 6750 section 3.1: an error code only when a token was sent.
function refuse(c: Context): Response {
  if (bearerToken(c) === undefined) return problem(c, 'unauthenticated');
  return problem(c, 'unauthenticated', {
    detail: 'The token is not valid here, or no longer; get a new one and send the request again.',
    headers: { 'WWW-Authenticate': 'Bearer realm="holdfast", error="invalid_token"' },
  });
}

// RFC 6750 section 3.1: a token that is valid and not enough; the challenge says what would be.
function refuseScope(c: Context, scope: string): Response {
  return problem(c, 'insufficient-scope', {
    headers: { 'WWW-Authenticate': `Bearer realm="holdfast", error="insufficient_scope", scope="${scope}"` },
  });
}
