import { createHash } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  createRouter,
  type HttpEnv,
  jsonContent,
  knowsTag,
  problem,
  problemResponses,
} from '../http/index.js';
import { type ReferenceFile, referencePage, referencePolicy } from './reference.js';

export type ContractRoutesOptions = {
  /** The documents; asked for once, when they are first wanted. */
  readonly openApi: () => object;
  readonly asyncApi: () => object;
  /** A file of the reference by its name; `undefined` where there is none. */
  readonly file: (name: string) => ReferenceFile | undefined;
};

const tags = ['Operations'];
const document = z.record(z.string(), z.unknown());

const tagHeader = {
  ETag: {
    description: 'A digest of the document, for If-None-Match (RFC 9110 section 8.8.3).',
    required: true,
    schema: { type: 'string' as const },
  },
};

const documentResponses = (description: string) => ({
  200: { description, headers: tagHeader, content: jsonContent(document) },
  304: { description: 'The document has not changed.', headers: tagHeader },
  ...problemResponses('bad-request', 'internal'),
});

const showOpenApi = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This document',
  tags,
  responses: documentResponses('The HTTP contract, OpenAPI 3.1.'),
});

const showAsyncApi = createRoute({
  method: 'get',
  path: '/asyncapi.json',
  operationId: 'getAsyncApi',
  summary: 'The events, as an AsyncAPI document',
  tags,
  responses: documentResponses('The published language of the modules, AsyncAPI 3.0.'),
});

const showReference = createRoute({
  method: 'get',
  path: '/docs',
  operationId: 'getReference',
  summary: 'The reference, to be read in a browser',
  tags,
  responses: {
    200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } },
    ...problemResponses('bad-request', 'internal'),
  },
});

const showFile = createRoute({
  method: 'get',
  path: '/docs/{file}',
  operationId: 'getReferenceFile',
  summary: 'A file that the reference needs',
  tags,
  request: { params: z.object({ file: z.string() }) },
  responses: {
    200: {
      description: 'The file.',
      content: { 'text/css': { schema: z.string() }, 'text/javascript': { schema: z.string() } },
    },
    ...problemResponses('bad-request', 'internal', 'not-found'),
  },
});

/** What the server publishes about itself. */
export function contractRoutes({ openApi, asyncApi, file }: ContractRoutesOptions): OpenAPIHono<HttpEnv> {
  const answerOpenApi = published(openApi);
  const answerAsyncApi = published(asyncApi);
  return createRouter()
    .openapi(showOpenApi, answerOpenApi)
    .openapi(showAsyncApi, answerAsyncApi)
    .openapi(showReference, (c) => c.html(referencePage, 200, { 'Content-Security-Policy': referencePolicy }))
    .openapi(showFile, (c) => {
      const found = file(c.req.valid('param').file);
      if (!found) return problem(c, 'not-found');
      const zipped = c.req.header('Accept-Encoding')?.includes('gzip') ?? false;
      return c.body(zipped ? found.gzip() : found.body, 200, {
        'Content-Type': found.mediaType,
        'Cache-Control': 'public, max-age=86400',
        Vary: 'Accept-Encoding',
        ...(zipped && { 'Content-Encoding': 'gzip' }),
      });
    });
}

/** Answers with a document that is made once; whoever has it already is told so by its ETag. */
function published(make: () => object) {
  let made: { json: string; etag: string } | undefined;
  return (c: Context<HttpEnv>) => {
    made ??= withTag(JSON.stringify(make()));
    const headers = { ETag: made.etag, 'Cache-Control': 'no-cache' };
    if (knowsTag(c, made.etag)) return c.body(null, 304, headers);
    return c.body(made.json, 200, { ...headers, 'Content-Type': 'application/json' });
  };
}

function withTag(json: string) {
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url')}"` };
}
