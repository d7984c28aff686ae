import createClient, { type Middleware } from 'openapi-fetch';
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

/** Makes the client of the server that the page came from. */
export function createApi({ origin, token, onUnauthenticated, onAnswer }: ApiOptions) {
  const client = createClient<paths>({
    baseUrl: origin,
    async fetch(request) {
      const sentAt = Date.now();
      const response = await fetch(request);
      onAnswer(response, { sentAt, receivedAt: Date.now() });
      return response;
    },
  });
  const identity: Middleware = {
    onRequest({ request }) {
      const bearer = token();
      if (bearer !== undefined) request.headers.set('Authorization', `Bearer ${bearer}`);
    },
    onResponse({ request, response }) {
      if (response.status === 401 && request.headers.has('Authorization')) onUnauthenticated();
    },
  };
  client.use(identity);
  return client;
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
