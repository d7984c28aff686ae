import { type RouteConfig, z } from '@hono/zod-openapi';
import type { Context, ValidationTargets } from 'hono';
import type { HttpEnv } from './env.js';

/** A part of a request, and the schema that it has to fit. */
export type InputCheck = {
  readonly target: keyof ValidationTargets;
  readonly schema: z.ZodType;
  readonly read: (c: Context<HttpEnv>) => unknown;
};

/** What a route says of its input, in the order in which it is looked at. */
export function inputChecks({ request = {} }: Pick<RouteConfig, 'request'>): InputCheck[] {
  const { query, params, headers, body } = request;
  const json = body?.content['application/json'];
  const parts: (Omit<InputCheck, 'schema'> & { schema: unknown })[] = [
    { target: 'query', schema: query, read: queryOf },
    { target: 'param', schema: params, read: (c) => c.req.param() },
    { target: 'header', schema: headers, read: headersNamedIn(headers) },
    { target: 'json', schema: json && 'schema' in json && json.schema, read: (c) => c.get('body') },
  ];
  return parts.flatMap(({ schema, ...part }) => (schema instanceof z.ZodType ? [{ ...part, schema }] : []));
}

/** A parameter that is given more than once is a list, which no schema takes that wants one value. */
function queryOf(c: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  );
}

/** To read all headers would be to check, copy and sort each. */
function headersNamedIn(schema: unknown): InputCheck['read'] {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return (c) => Object.fromEntries(names.map((name) => [name, c.req.header(name)]));
}
