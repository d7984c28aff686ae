import type { Context } from 'hono';
import type { Logger } from '../log.js';
import type { HttpEnv } from './env.js';
import type { Answered } from './frame.js';

/**
 * Writes one line for each request when its answer is ready, with whatever was thrown.
 */
export function logRequests(log: Logger): (c: Context<HttpEnv>, answered: Answered) => void {
  // Looking for secrets costs more than the rest of the line, and only an error may bring one.
  const plain = log.child({}, { redact: [] });
  return (c, { route, status, durationMs: exactMs }) => {
    const { level, message } = verdictOn(c.req.path, status);
    if (!log.isLevelEnabled(level)) return;
    const durationMs = Math.round(exactMs * 1000) / 1000;
    const line = {
      requestId: c.get('requestId'),
      traceId: c.get('trace').traceId,
      method: c.req.method,
      route,
      userId: c.get('user')?.id ?? c.get('viewer')?.id,
      status,
      durationMs,
    };
    if (c.error) log[level]({ ...line, err: c.error }, message);
    else plain[level](line, message);
  };
}

function verdictOn(path: string, status: number) {
  if (status === 503) return { level: 'warn', message: 'a request could not be served now' } as const;
  if (status >= 500) return { level: 'error', message: 'a request failed' } as const;
  // Probes come every few seconds for ever.
  const probe = path === '/healthz' || path === '/readyz';
  return { level: probe ? 'debug' : 'info', message: 'a request was answered' } as const;
}
