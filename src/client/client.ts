import { z } from 'zod';

/** Calls a server as one user. */
export interface Client {
  /**
   * @returns the body of the answer, and `undefined` when it has none
   * @throws Refused when the answer is not a success, and Error with a sentence when there is none
   */
  call(method: string, path: string, body?: object): Promise<unknown>;
}

export interface Call {
  readonly method: string;
  /** With the address of the server. */
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The server has answered, and not with a success. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** What the problem document names (RFC 9457), such as `not-found`; `undefined` where there is none. */
  readonly slug: string | undefined;

  constructor({ method, url }: Call, status: number, text: string) {
    const { type, detail } = problem.safeParse(parsed(text)).data ?? {};
    const advice = status === 401 ? ` ${SAME_KEYS}` : '';
    super(`${method} ${url} was answered with ${status}: ${detail ?? text.slice(0, 200)}${advice}`);
    this.status = status;
    this.slug = type?.replace(/^\/problems\//, '');
  }
}

const SAME_KEYS =
  'A command needs AUTH_SECRET, AUTH_ISSUER, AUTH_AUDIENCE and PAYMENT_WEBHOOK_SECRET as the server has them.';

const problem = z.object({ type: z.string(), detail: z.string() });

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * @param url where the server is
 * @param signal ends a call
 */
export function createClient(url: string, { token, signal }: ClientOptions): Client {
  return {
    call: (method, path, body) =>
      send(
        {
          ...{ method, url: url + path },
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        },
        signal,
      ),
  };
}

export interface ClientOptions {
  readonly token?: string;
  readonly signal: AbortSignal;
}

/**
 * @returns the body of the answer, and `undefined` when it has none
 * @throws Refused when the answer is not a success, and Error with a sentence when there is none
 */
export async function send(call: Call, signal: AbortSignal): Promise<unknown> {
  const { url, ...init } = call;
  const { ok, status, text } = await answerOf(url, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Error(`No answer of a server at ${new URL(url).origin}: ${reasonOf(cause)}.`, { cause });
  });
  if (!ok) throw new Refused(call, status, text);
  if (text === '') return undefined;
  const body = parsed(text);
  if (body === undefined) throw new Error(`What is at ${url} does not answer as a Holdfast does.`);
  return body;
}

async function answerOf(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  return { ok: response.ok, status: response.status, text: await response.text() };
}

/** What `fetch` throws says only in its cause what has happened. */
function reasonOf(error: unknown): string {
  const { cause, message } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
