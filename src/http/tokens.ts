import { errors, type JWTClaimVerificationOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { User } from './env.js';
import { userId } from './user-id.js';
import type { VerifyJwt } from './verify-jwt.js';

export type TokenReaderOptions = {
  verifyJwt: VerifyJwt;
  /** What every token must claim beside `sub` and `exp`, which none may lack. */
  claims: Pick<JWTClaimVerificationOptions, 'issuer' | 'audience'>;
  /** Milliseconds since 1970. */
  now: () => number;
};

/**
 * Who a token is for, or `undefined` when it is not valid (any more). Answers at once for a token that is known.
 *
 * @throws Unavailable when the key to check it with can't be fetched
 */
export type ReadToken = (token: string) => User | Promise<User | undefined>;

/** Remembers valid tokens until they expire, as verifying one costs more than the rest of its request. */
export function createTokenReader({ verifyJwt, claims, now }: TokenReaderOptions): ReadToken {
  const known = new LRUCache<string, User>({
    max: 20_000,
    // One token may be as long as all headers of a request; this bounds them to 16 Mi characters together.
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: (_, token) => token.length,
  });

  return (token) => {
    const found = known.get(token);
    // RFC 7519 section 4.1.4: not on or after its time. The ttl of the cache is too coarse for that.
    return found !== undefined && now() < found.expiresAtMs ? found : remember(token);
  };

  async function remember(token: string): Promise<User | undefined> {
    known.delete(token);
    const verified = await verify(token);
    if (verified !== undefined) known.set(token, verified);
    return verified;
  }

  async function verify(token: string): Promise<User | undefined> {
    try {
      const payload = await verifyJwt(token, { ...claims, currentDate: new Date(now()) });
      return toUser.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

const toUser = z
  .object({
    sub: userId,
    exp: z.number(),
    // RFC 8693 section 4.2: names, separated by spaces. Another kind of value gives no rights.
    scope: z.string().catch(''),
  })
  .transform(({ sub, exp, scope }): User => {
    const scopes = new Set(scope.split(' ').filter((name) => name !== ''));
    return { id: sub, scopes, expiresAtMs: exp * 1000 };
  });
