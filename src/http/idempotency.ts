import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Once } from '../bus/index.js';
import { etagHeader } from './conditional.js';
import type { HttpEnv } from './env.js';

/**
 * The header of a request that may be repeated (draft-ietf-httpapi-idempotency-key-header): a string of RFC 8941, or
 * the same without quotes, as most clients send it.
 */
export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(
      /^("(?:[ !#-[\]-~]|\\["\\]){1,255}"|[!#-[\]-~]{1,255})$/,
      'From 1 to 255 printable ASCII characters.',
    )
    .transform((key) => (key.startsWith('"') ? key.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : key))
    .optional()
    .openapi({
      type: 'string',
      description:
        'Names the request, by a UUID for one, so that repeating it within 24 h is harmless: it gives the first answer again.',
    }),
});

/** Says whether two requests are the same one; `undefined` when the caller did not name this one. */
export function onceOf(
  c: Context<HttpEnv>,
  header: z.output<typeof idempotencyHeader>,
  input: object,
): Once | undefined {
  const key = header['idempotency-key'];
  if (key === undefined) return undefined;
  return { id: digest([c.get('user').id, c.req.method, c.req.path, key]), fingerprint: digest(input) };
}

/** Tells the caller that nothing was done this time. */
export function replayedHeader(replayed: boolean): Record<string, string> {
  return replayed ? { 'Idempotency-Replayed': 'true' } : {};
}

/** How a route with `idempotencyHeader` tells in its `responses` of the headers of a new record. */
export const createdHeaders = {
  Location: {
    description: 'Where the new record is.',
    required: true,
    schema: { type: 'string' as const, format: 'uri-reference' },
  },
  ...etagHeader,
  'Idempotency-Replayed': {
    description: 'The request was done before; this is the first answer again.',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

function digest(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
