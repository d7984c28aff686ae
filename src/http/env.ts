import type { HttpBindings } from '@hono/node-server';

/** Who sent the request, as the verified token says. */
export type User = {
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
  /** Until when the token is valid, in milliseconds since 1970. */
  readonly expiresAtMs: number;
};

/** Where a request stands in a trace (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
export type Trace = {
  /** Names what caused the request and all that it causes in turn: 32 hex digits. */
  readonly traceId: string;
  /** The trace with this request as the parent, for what it causes. */
  readonly traceparent: string;
};

/** Headers of an answer. A name is always written in the same way: two spellings of it would both be sent. */
export type AnswerHeaders = Record<string, string>;

/** What the answer to a request will be told with. */
export type Answer = {
  /** What it has beside the headers of every answer, whoever makes it. */
  added: AnswerHeaders | undefined;
  /** The one that has them already. */
  made: Response | undefined;
};

/** What every handler finds on its context (`c.get('user')`). */
export type HttpEnv = {
  /** What Node serves the request with; absent where the application is called without a server. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Set on every request; the answer carries it as `X-Request-Id`. */
    requestId: string;
    /** Set on every request. */
    trace: Trace;
    /** Set on every request; `json` and `empty` make it. */
    answer: Answer;
    /** What the JSON of the request says; set by `jsonBody`, so only routes behind it may read it. */
    body: unknown;
    /** Whose request it counts as; set where requests are counted. */
    caller: string | undefined;
    /** Set by `requireUser` and `requireScope`, so only routes behind one of them may read it. */
    user: User;
    /** Set by `optionalUser`; `undefined` is somebody who sent no token. */
    viewer: User | undefined;
  };
};
