import { createSecretKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  errors,
  type JWTClaimVerificationOptions,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { Unavailable } from '../bus/index.js';

/**
 * Checks a JWT's signature and its claims.
 *
 * @throws JOSEError when the token is at fault, `Unavailable` when the key to check it with can't be fetched
 */
export type VerifyJwt = (token: string, claims: JWTClaimVerificationOptions) => Promise<JWTPayload>;

/** Checks tokens that are signed with a shared secret, by HS256 and nothing else (RFC 8725 section 3.1). */
export function verifyBySecret(secret: Uint8Array): VerifyJwt {
  const key = createSecretKey(secret);
  return async (token, claims) => (await jwtVerify(token, key, { ...claims, algorithms: ['HS256'] })).payload;
}

/**
 * Checks tokens that are signed with a key of a key set (RFC 7517 section 5). The algorithms are pinned and none of
 * them is symmetric: else a public key of the set would do as an HMAC secret (RFC 8725 section 2.1).
 */
export function verifyByKeySet(url: URL): VerifyJwt {
  const keys = fetchedKeys(url);
  return async (token, claims) => {
    const options = { ...claims, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] };
    try {
      return (await jwtVerify(token, keys, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return tryEach(error, async (key) => (await jwtVerify(token, key, options)).payload);
    }
  };
}

// A request must be answered within 2 s also when the keys can't be fetched.
const fetchTimeoutMs = 1500;

function fetchedKeys(url: URL): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(url, { timeoutDuration: fetchTimeoutMs });
  return async (header, token) => {
    try {
      return await keySet(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      throw new Unavailable('unavailable', `AUTH_JWKS_URL ${url.href} does not answer with a key set`, {
        cause: error,
      });
    }
  };
}

// While keys are being rotated, a token without a `kid` may be signed with any of them.
async function tryEach<Key, Result>(
  keys: AsyncIterable<Key>,
  attempt: (key: Key) => Promise<Result>,
): Promise<Result> {
  for await (const key of keys) {
    try {
      return await attempt(key);
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}
