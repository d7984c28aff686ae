import { z } from 'zod';
import { printable } from '../printable.js';

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

export interface SendOptions {
  /** Ends the call. */
  readonly signal: AbortSignal;
  /** A sentence for who was not let in (401), which says what to set. */
  readonly unauthenticated?: string;
}

/** The server has answered, and not with a success. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** What the problem document names (RFC 9457), such as `not-found`; `undefined` where there is none. */
  readonly slug: string | undefined;
  /** What the server says of it, in one line that is safe to print. */
  readonly detail: string;

  constructor({ method, url }: Call, status: number, text: string, advice = '') {
    const { type, detail: said = text.slice(0, 200) } = problem.safeParse(parsed(text)).data ?? {};
    const detail = printable(said);
    super(`${method} ${url} was answered with ${status}: ${detail} ${advice}`.trimEnd());
    this.status = status;
    this.slug = type?.replace(/^\/problems\//, '');
    this.detail = detail;
  }
}

const problem = z.object({ type: z.string(), detail: z.string() });

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/** @param url where the server is */
export function createClient(
  url: string,
  { token, ...options }: SendOptions & { readonly token?: string },
): Client {
  return {
    call(method, path, body) {
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      };
      return send({ method, url: url + path, headers, ...(body && { body: JSON.stringify(body) }) }, options);
    },
  };
}

/**
 * @returns the body of the answer, and `undefined` when it has none
 * @throws Refused when the answer is not a success, and Error with a sentence when there is none
 */
export async function send(call: Call, { signal, unauthenticated }: SendOptions): Promise<unknown> {
  const { url, ...init } = call;
  const { ok, status, text } = await answerOf(url, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Error(`No answer of a server at ${new URL(url).origin}: ${reasonOf(cause)}.`, { cause });
  });
  if (!ok) throw new Refused(call, status, text, status === 401 ? unauthenticated : undefined);
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
