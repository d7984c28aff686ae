import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { addHeaders } from './answer.js';
import type { Auth } from './auth.js';
import { clientAddress } from './client-address.js';
import type { AnswerHeaders, HttpEnv } from './env.js';
import { inTime } from './in-time.js';
import type { Allowance, Limiter } from './limiter.js';
import { problem } from './problem.js';

export type RateLimitOptions = {
  limiter: Limiter;
  auth: Pick<Auth, 'sender'>;
  /** How many reverse proxies stand in front. */
  trustedProxies: number;
  /** Paths that are not counted. */
  exempt?: readonly string[];
};

/**
 * Refuses a caller who sends too many requests with 429: a user by their token, and everybody else by the address. The
 * answers say what is left, by draft-ietf-httpapi-ratelimit-headers-11. Requests that can't be counted go on.
 */
export function rateLimit(options: RateLimitOptions): MiddlewareHandler<HttpEnv> {
  const { limiter, exempt = [] } = options;
  return createMiddleware<HttpEnv>(async (c, next) => {
    if (exempt.includes(c.req.path)) return next();
    const caller = await callerOf(c, options);
    c.set('caller', caller);
    const allowance = await limiter.count(caller);
    if (allowance === undefined) return next();
    const told = headersOf(allowance, limiter.perMinute);
    addHeaders(c, told);
    if (!allowance.granted) return problem(c, 'too-many-requests', { headers: waitFor(allowance) });
    return next();
  });
}

/** The prefixes keep a user whose id looks like an address apart from that address. */
async function callerOf(c: Context<HttpEnv>, { auth, trustedProxies }: RateLimitOptions): Promise<string> {
  const sender = auth.sender(c);
  // A timer costs more than all that is done here for a user who is known.
  const user = sender instanceof Promise ? await inTime(sender, identifyMs) : sender;
  return user === undefined ? `a:${clientAddress(c, { trustedProxies })}` : `u:${user.id}`;
}

/** Keys that are still being fetched then must not hold up who needs no token. */
const identifyMs = 500;

function headersOf({ remaining, resetMs }: Allowance, perMinute: number): AnswerHeaders {
  return {
    'RateLimit-Policy': `"default";q=${perMinute};w=60`,
    RateLimit: `"default";r=${remaining};t=${seconds(resetMs)}`,
  };
}

// At least 1: a caller who is told 0 comes back in the same instant.
function waitFor({ resetMs }: Allowance): AnswerHeaders {
  return { 'Retry-After': String(Math.max(1, seconds(resetMs))) };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
