import type { z } from '@hono/zod-openapi';

/** The `content` of an answer, or of a request's body, that is JSON of this schema. */
export function jsonContent<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } };
}

/** The `body` of a route's request; the route needs the middleware `jsonBody` too. */
export function jsonRequest<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: jsonContent(schema) };
}
