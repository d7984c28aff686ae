import type { ClientErrorStatusCode, ServerErrorStatusCode } from 'hono/utils/http-status';

export type ProblemRow = {
  status: ClientErrorStatusCode | ServerErrorStatusCode;
  title: string;
  /** Says what to do next; used when the caller of `problem` has nothing more exact to say. */
  detail: string;
  headers?: Record<string, string>;
};

const retryAfter = { 'Retry-After': '1' };

/**
 * Every problem that the server can answer with. A slug is part of the contract: clients branch on `type`,
 * which is `/problems/<slug>`, so a slug is never renamed.
 */
export const problems = {
  'bad-request': {
    status: 400,
    title: 'The request is malformed',
    detail: 'The request could not be read as HTTP; check its first line, its headers and its length.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is not valid JSON',
    detail: 'Send a body that is valid JSON in UTF-8.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid token is needed',
    detail: 'Send a valid token in the header "Authorization: Bearer <token>".',
    // RFC 9110 section 15.5.2: a 401 must have a challenge.
    headers: { 'WWW-Authenticate': 'Bearer realm="holdfast"' },
  },
  'invalid-signature': {
    status: 401,
    title: 'The signature is not valid',
    detail: 'Sign the body by the Standard Webhooks scheme with the secret that both sides know.',
    // RFC 9110 section 15.5.2: a 401 must have a challenge.
    headers: { 'WWW-Authenticate': 'StandardWebhooks' },
  },
  'insufficient-scope': {
    status: 403,
    title: 'The token does not allow this',
    detail: 'Get a token with the scope that the header WWW-Authenticate names, and send the request again.',
  },
  'not-seller': {
    status: 403,
    title: 'Only the seller may do this',
    detail: 'The ticket belongs to another user; sign in as its seller.',
  },
  'own-ticket': {
    status: 403,
    title: 'Nobody orders their own ticket',
    detail: 'You sell this ticket; order another one, or withdraw this one.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is here',
    detail: 'There is nothing at this address that you may see; check the path and the id.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'Use one of the methods that the Allow header lists.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    detail:
      'The request did not arrive whole in the time that it may take; send it again on a new connection.',
  },
  'order-complete': {
    status: 409,
    title: 'The order is complete',
    detail: 'The order is paid and can no longer be changed.',
  },
  'price-changed': {
    status: 409,
    title: 'The price has changed',
    detail: 'The ticket no longer has the price that you sent; read it again and decide on the new price.',
  },
  'replay-early': {
    status: 409,
    title: 'Entries before it are missing',
    detail:
      'Its record has not applied the entries before this one; replay those first, and then this one again.',
  },
  'replay-failed': {
    status: 409,
    title: 'The entry can still not be applied',
    detail:
      'It failed as before and stays among the dead letters; mend what the error names and replay it again.',
  },
  'ticket-reserved': {
    status: 409,
    title: 'The ticket is reserved',
    detail: 'An order holds this ticket; try again when it has been cancelled or has expired.',
  },
  'ticket-sold': {
    status: 409,
    title: 'The ticket is sold',
    detail: 'The ticket has been paid for and can no longer be changed or ordered.',
  },
  'ticket-withdrawn': {
    status: 409,
    title: 'The ticket is withdrawn',
    detail: 'Its seller has taken this ticket back; it can no longer be changed or ordered.',
  },
  'version-mismatch': {
    status: 412,
    title: 'The record has changed',
    detail: 'If-Match does not name the current version; read the record again and repeat the change on it.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'Send a body of at most 64 KiB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has the wrong media type',
    detail: 'Send JSON with the header "Content-Type: application/json".',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation cannot be met',
    detail: 'Leave the Expect header out, or send "Expect: 100-continue".',
  },
  'misdirected-request': {
    status: 421,
    title: 'The request was sent to another name',
    detail: 'This is for development on one machine: send it to localhost or 127.0.0.1.',
  },
  'invalid-input': {
    status: 422,
    title: 'The input is invalid',
    detail: 'Correct the fields that errors lists, and send the request again.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The key was used for another request',
    detail: 'This Idempotency-Key named a request with another body; use a new key for a new request.',
  },
  'wrong-amount': {
    status: 422,
    title: 'The payment is not of the price',
    detail: 'The amount or the currency is not that of the order, which stays as it was.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'Wait as many seconds as the Retry-After header says, and then send the request again.',
    headers: retryAfter,
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    detail: 'Send at most 16 KiB of headers, the first line included.',
  },
  internal: {
    status: 500,
    title: 'The server failed',
    detail: 'Something is wrong on our side. Tell us the value of the X-Request-Id header.',
  },
  'not-ready': {
    status: 503,
    title: 'The server is not ready',
    detail: 'At least one check fails; see checks.',
    headers: retryAfter,
  },
  'outcome-unknown': {
    status: 503,
    title: 'The outcome is not known',
    detail:
      'The change may or may not have been stored; read the record to see, before you repeat the request.',
    headers: retryAfter,
  },
  overloaded: {
    status: 503,
    title: 'The server is busy',
    detail: 'More is waiting than can be done in time. Nothing was changed; try again later.',
    headers: retryAfter,
  },
  'replica-behind': {
    status: 503,
    title: 'The copy is behind',
    detail: 'The version that you named has not arrived here yet. Nothing was changed; try again later.',
    headers: retryAfter,
  },
  unavailable: {
    status: 503,
    title: 'The server cannot answer now',
    detail: 'A service that this request needs does not answer. Nothing was changed; try again later.',
    headers: retryAfter,
  },
} as const satisfies Record<string, ProblemRow>;

export type ProblemSlug = keyof typeof problems;
export type ProblemStatus<Slug extends ProblemSlug> = (typeof problems)[Slug]['status'];
