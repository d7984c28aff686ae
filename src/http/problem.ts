import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { JSONParsed } from 'hono/utils/types';
import { json } from './answer.js';
import type { AnswerHeaders } from './env.js';
import { type ProblemRow, type ProblemSlug, type ProblemStatus, problems } from './problems.js';

/** The media type of every error answer (RFC 9457 section 6.1). */
export const problemMediaType = 'application/problem+json';

/** An error answer (RFC 9457). */
export const problemSchema = z
  .object({
    type: z
      .string()
      .openapi({ description: 'Names the problem and never changes.', example: '/problems/not-found' }),
    title: z.string().openapi({ description: 'The same for every problem of this type.' }),
    status: z.int().openapi({ description: 'The HTTP status code.', example: 404 }),
    detail: z.string().openapi({ description: 'What went wrong this time, and what to do.' }),
    instance: z.string().openapi({ description: 'The path of the request.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().openapi({
            description:
              'A JSON Pointer (RFC 6901) into the body, or `/query/<name>`, `/header/<name>` for a parameter.',
            example: '/title',
          }),
          detail: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'Each invalid field of the input.' }),
  })
  .openapi('Problem');

export type Problem = z.infer<typeof problemSchema>;

/** A response whose status is the slug's, so that a route can answer only with what it declares. */
export type ProblemResponse<Slug extends ProblemSlug> = Slug extends ProblemSlug
  ? Response & TypedResponse<JSONParsed<Problem>, ProblemStatus<Slug>, 'json'>
  : never;

export type ProblemOptions = {
  /** What went wrong this time and what to do; without it, the sentence of the table. */
  detail?: string;
  errors?: Problem['errors'];
  /** Added to the headers of the table, or in place of them. */
  headers?: AnswerHeaders;
};

/**
 * Answers with a problem document (RFC 9457).
 *
 * @example
 * ```ts
 * if (ticket === undefined) return problem(c, 'not-found', { detail: `There is no ticket ${id}.` });
 * ```
 */
export function problem<Slug extends ProblemSlug>(
  c: Context,
  slug: Slug,
  options?: ProblemOptions,
): ProblemResponse<Slug>;
export function problem(c: Context, slug: ProblemSlug, options: ProblemOptions = {}): Response {
  const row: ProblemRow = problems[slug];
  return json(c, problemDocument(slug, c.req.url, options), row.status, {
    ...row.headers,
    ...options.headers,
    'Content-Type': problemMediaType,
  });
}

/** The document alone, for an answer that adds members to it or has no context. */
export function problemDocument(slug: ProblemSlug, url: string, options: ProblemOptions = {}): Problem {
  const { status, title, detail } = problems[slug];
  return {
    type: `/problems/${slug}`,
    title,
    status,
    detail: options.detail ?? detail,
    // Not `c.req.path`: that one is decoded, and RFC 9457 asks for a URI reference.
    instance: new URL(url).pathname,
    ...(options.errors && { errors: options.errors }),
  };
}
