import { expect } from 'vitest';
import type { Answer } from './holdfast.js';

/**
 * What an answer refuses with, such as `409 ticket-reserved`, after looking whether it is a problem document through
 * and through. An answer that is none is described, for the difference that the assertion then prints.
 *
 * @example expect(problemIn(await buyer.post('/api/orders', { ticketId }))).toBe('409 ticket-reserved');
 */
export function problemIn({ status, headers, body }: Answer): string {
  const mediaType = headers.get('content-type');
  if (mediaType !== 'application/problem+json') return `${status} ${mediaType} ${JSON.stringify(body)}`;
  const slug = /^\/problems\/([a-z-]+)$/.exec(body.type)?.[1];
  expect(body).toEqual({
    type: `/problems/${slug}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S \S/),
    instance: expect.stringMatching(/^\//),
    ...(slug === 'invalid-input' && { errors: expect.anything() }),
    ...(slug === 'not-ready' && { checks: expect.anything() }),
  });
  if (slug === 'unauthenticated') expect(headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  if (status === 429 || status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  return `${status} ${slug}`;
}

/** The fields that an answer of 422 names, as JSON Pointers; what it says of each is for people. */
export function invalidFields(answer: Answer): string[] {
  expect(problemIn(answer)).toBe('422 invalid-input');
  const errors: readonly { pointer: string; detail: string }[] = answer.body.errors;
  for (const error of errors) {
    expect(error).toEqual({ pointer: expect.any(String), detail: expect.stringMatching(/\S/) });
  }
  return errors.map(({ pointer }) => pointer);
}
