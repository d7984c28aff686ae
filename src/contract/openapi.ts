import type { OpenAPIHono } from '@hono/zod-openapi';
import { type HttpEnv, securitySchemes } from '../http/index.js';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/**
 * The OpenAPI 3.1 document of an application, made of the schemas that validate its requests.
 *
 * @throws Error when the application has a route that the document does not have: the contract is whole, or there is none
 */
export function openApiDocument(app: OpenAPIHono<HttpEnv>, version: string): OpenApiDocument {
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  }
  const document = app.getOpenAPI31Document({
    openapi: '3.1.1',
    info: {
      title: 'Holdfast',
      version,
      description,
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    tags,
    // A call that says nothing of who may call it is open to all.
    security: [],
  });
  declareHeaders(document);
  const missing = routesOf(app).filter((route) => !documents(document, route));
  if (missing.length === 0) return document;
  throw new Error(`these routes are not in the OpenAPI document: ${missing.map(nameOf).join(', ')}`);
}

const description = `
A ticket marketplace: sellers list tickets, buyers reserve one by making an order, and an order is paid, cancelled or
expires.

- **Errors** are problem documents (RFC 9457); branch on \`type\`. What can not be read as HTTP is answered by one too:
  400 \`bad-request\`, 408 \`request-timeout\`, 417 \`expectation-failed\`, 431 \`headers-too-large\`.
- **Versions**: every ticket and order has an \`ETag\`; \`If-Match\` on a change, \`If-None-Match\` on a read.
- **Retries**: an \`Idempotency-Key\` makes repeating a POST harmless for 24 h.
- **Limits**: \`RateLimit\` says how many requests are left, where they are counted; 429 and 503 say when to come back.
- **Money** is an integer in minor units of the currency; **times** are RFC 3339 in UTC.
- Every answer carries \`X-Request-Id\`, the caller's own if that is sane. A \`traceparent\` is passed on.
`.trim();

const tags = [
  { name: 'Tickets', description: 'What sellers list.' },
  { name: 'Orders', description: 'Who gets a ticket, and for how long.' },
  { name: 'Payments', description: 'What payment providers tell.' },
  { name: 'Live', description: 'What happens, as it happens.' },
  { name: 'Operations', description: 'How the server is, and what it publishes about itself.' },
  { name: 'Development', description: 'Only in development mode.' },
];

/** What the middleware in front of all calls adds to their answers. */
function declareHeaders({ paths = {} }: OpenApiDocument): void {
  for (const [path, item] of Object.entries(paths)) {
    for (const { responses } of Object.values(item)) {
      for (const response of Object.values<{ headers?: object }>(responses ?? {})) {
        response.headers = { ...response.headers, ...headersOf(path) };
      }
    }
  }
}

function headersOf(path: string): object {
  return path.startsWith('/api/') ? { ...everywhere, ...counted } : everywhere;
}

const everywhere = {
  'X-Request-Id': { description: 'Names the request in the log.', schema: { type: 'string' } },
};

const counted = {
  RateLimit: {
    description: 'How many requests are left, and for how many seconds; where they are counted.',
    schema: { type: 'string', example: '"default";r=599;t=60' },
  },
  'RateLimit-Policy': {
    description: 'How many requests are granted, and in how many seconds; where they are counted.',
    schema: { type: 'string', example: '"default";q=600;w=60' },
  },
};

type Route = { readonly method: string; readonly path: string };

function routesOf({ routes }: OpenAPIHono<HttpEnv>): Route[] {
  const called = routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({
      method: method.toLowerCase(),
      path: path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}'),
    }));
  return [...new Map(called.map((route) => [nameOf(route), route])).values()];
}

function documents({ paths = {} }: OpenApiDocument, { method, path }: Route): boolean {
  return Object.hasOwn(paths[path] ?? {}, method);
}

function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}
