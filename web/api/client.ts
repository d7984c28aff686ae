import createClient from 'openapi-fetch';
import { type Problem, unreachable } from './problem.js';
import type { components, paths } from './schema.js';

export type Ticket = components['schemas']['Ticket'];
export type TicketInput = components['schemas']['TicketInput'];
export type Order = components['schemas']['Order'];

/** The calls of the contract, typed by it. */
export type Api = ReturnType<typeof createApi>;

/** What became of a call. */
export type Answer<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly problem: Problem };

export interface ApiOptions {
  /** Of the server, such as `http://localhost:3000`. */
  readonly origin: string;
  readonly token: () => string | undefined;
  /** The server does not take the token. */
  readonly onUnauthenticated: () => void;
  /** Hears of each answer: when its request was sent and when it came, in milliseconds since 1970. */
  readonly onAnswer: (response: Response, times: { sentAt: number; receivedAt: number }) => void;
}

/**
 * Makes the client of the server that the page came from. What was only to be read, and was refused for a token that has
 * run out, is asked for again without it: most of the shop is for everybody, and who looks at it goes on looking.
 */
export function createApi({ origin, token, onUnauthenticated, onAnswer }: ApiOptions) {
  async function ask(request: Request): Promise<Response> {
    const bearer = token();
    const signed = new Request(request);
    if (bearer !== undefined) signed.headers.set('Authorization', `Bearer ${bearer}`);
    const sentAt = Date.now();
    const response = await fetch(signed);
    onAnswer(response, { sentAt, receivedAt: Date.now() });
    if (response.status !== 401 || bearer === undefined) return response;
    // Another call may have been refused before, and somebody may have signed in anew since then.
    if (token() === bearer) onUnauthenticated();
    const isOtherNow = token() !== bearer;
    return request.method === 'GET' && isOtherNow ? await ask(request) : response;
  }
  return createClient<paths>({ baseUrl: origin, fetch: ask });
}

/**
 * Waits for a call of the client.
 *
 * @example `const answer = await settle(api.GET('/api/tickets/{id}', { params: { path: { id } } }));`
 * @returns its data, or the problem: also where no answer came
 */
export async function settle<Data>(call: Promise<Settled<Data>>): Promise<Answer<Data>> {
  try {
    const { data, error, response } = await call;
    if (error === undefined && response.ok) return { ok: true, data };
    // What stands in front of the server may answer in its own words.
    return { ok: false, problem: isDocument(error) ? error : unreachable };
  } catch {
    return { ok: false, problem: unreachable };
  }
}

/** As openapi-fetch gives it; a problem document is the error of every call of the contract. */
type Settled<Data> = { readonly response: Response } & (
  | { readonly data: Data; readonly error?: undefined }
  | { readonly data?: undefined; readonly error: Problem }
);

function isDocument(error: Problem | undefined): error is Problem {
  return typeof error === 'object' && typeof error.type === 'string';
}
