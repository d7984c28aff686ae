import { randomFillSync } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv, Trace } from './env.js';

/** Puts each request into the trace that its caller names, or into a new one. Behind it `c.get('trace')` says which. */
export const joinTrace = createMiddleware<HttpEnv>((c, next) => {
  c.set('trace', traceOf(c.req.header('traceparent')));
  return next();
});

/** @param header the caller's `traceparent`; one that is malformed counts as none (section 4.3) */
export function traceOf(header: string | undefined): Trace {
  const random = randomHex();
  const { traceId = random.slice(16), flags = '00' } = read(header);
  return { traceId, traceparent: `00-${traceId}-${random.slice(0, 16)}-${flags}` };
}

/** Random bytes are dear by the call and not by the byte. */
const pool = Buffer.allocUnsafe(24 * 256);
let used = pool.length;

/** 48 hex digits. */
function randomHex(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 24;
  return pool.toString('hex', used - 24, used);
}

// Section 3.2.2.3: versions to come begin like this one, and may go on behind another dash; ff is none.
const format =
  /^(?!ff)(?<version>[\da-f]{2})-(?!0{32})(?<traceId>[\da-f]{32})-(?!0{16})[\da-f]{16}-(?<flags>[\da-f]{2})(?<more>-.*)?$/;

function read(header = ''): { traceId?: string; flags?: string } {
  const { version, traceId, flags, more } = format.exec(header)?.groups ?? {};
  if (traceId === undefined || flags === undefined || (version === '00' && more !== undefined)) return {};
  return { traceId, flags };
}
