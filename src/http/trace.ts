import { randomFillSync } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { parseTraceparent } from '../traceparent.js';
import type { HttpEnv, Trace } from './env.js';

/** For a request that is a part of the one that makes it: `c.get('trace')` is that one's, as `traceparent` says it. */
export const joinTrace = createMiddleware<HttpEnv>((c, next) => {
  const header = c.req.header('traceparent');
  c.set('trace', parseTraceparent(header) && header ? traceIn(header) : traceOf(header));
  return next();
});

/** @param traceparent one that is well-formed */
export function traceIn(traceparent: string): Trace {
  return { traceId: traceparent.slice(3, 35), traceparent };
}

/** @param header the caller's `traceparent`; one that is malformed counts as none (section 4.3) */
export function traceOf(header: string | undefined): Trace {
  const random = randomHex();
  const { traceId = random.slice(16), flags = '00' } = parseTraceparent(header) ?? {};
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
