import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { ServerSpan, Spans } from '../spans.js';
import { beginAnswer, finishAnswer } from './answer.js';
import type { HttpEnv } from './env.js';
import { traceIn, traceOf } from './trace.js';

/** A request that was answered. */
export type Answered = {
  /** The pattern of its route stands for its path, which may hold anything. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
};

export type FrameOptions = {
  /** What is done with a 404 before it is sent. */
  readonly onNotFound: MiddlewareHandler<HttpEnv>;
  /** Who hears of each answer when it is ready. */
  readonly observers: readonly ((c: Context<HttpEnv>, answered: Answered) => void)[];
  readonly tracing?: Traced | undefined;
};

/** Who is told of requests. */
export type Traced = {
  readonly spans: Spans;
  /** Paths whose requests nobody is told of, as they come every few seconds for ever. */
  readonly except: readonly string[];
};

/**
 * What stands around every request: its id, its trace, the headers of every answer, and who hears of it. It is one
 * middleware, as each costs more than what is done here.
 */
export function frame({ onNotFound, observers, tracing }: FrameOptions): MiddlewareHandler<HttpEnv> {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const startedAt = performance.now();
    c.set('requestId', requestIdOf(c.req.header('X-Request-Id')));
    const span = tracing && beginSpan(c, tracing);
    c.set('trace', span ? traceIn(span.traceparent) : traceOf(c.req.header('traceparent')));
    beginAnswer(c);
    await next();
    if (c.res.status === 404) await onNotFound(c, nothingMore);
    finishAnswer(c);
    const { status } = c.res;
    const answered = { route: routePath(c, -1), status, durationMs: performance.now() - startedAt };
    span?.end({ ...(isRoute(answered.route) && { route: answered.route }), status, error: c.error });
    for (const observe of observers) observe(c, answered);
  });
}

/** What is nowhere has the pattern of the last middleware before it, such as `/api/*`. */
function isRoute(pattern: string): boolean {
  return !pattern.endsWith('/*');
}

function beginSpan(c: Context<HttpEnv>, { spans, except }: Traced): ServerSpan | undefined {
  const { method, path, url } = c.req;
  if (except.includes(path)) return undefined;
  const scheme = url.startsWith('https:') ? 'https' : 'http';
  return spans.serve({ method, path, scheme, parent: c.req.header('traceparent') });
}

/** The caller's, if it is one that Hono's `requestId()` would take: it stands in headers and in the log. */
function requestIdOf(sent: string | undefined): string {
  return sent !== undefined && sane.test(sent) ? sent : randomUUID();
}

const sane = /^[\w\-=]{1,255}$/;

async function nothingMore(): Promise<void> {
  // The handler was asked before.
}
