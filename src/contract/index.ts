import type { OpenAPIHono } from '@hono/zod-openapi';
import type { StreamDefinition } from '../bus/index.js';
import type { HttpEnv } from '../http/index.js';
import { asyncApiDocument } from './asyncapi.js';
import { type OpenApiDocument, openApiDocument } from './openapi.js';
import { createReferenceFiles } from './reference.js';
import { contractRoutes } from './routes.js';

export interface ContractOptions {
  /** The whole application; what is published stands in it too. */
  readonly app: OpenAPIHono<HttpEnv>;
  readonly streams: readonly StreamDefinition[];
  /** The version of the product. */
  readonly version: string;
}

/**
 * Publishes what the application promises: `/openapi.json`, `/asyncapi.json`, and `/docs` to read it.
 *
 * @throws Error when a route of the application is not in the document
 */
export function publishContract({ app, streams, version }: ContractOptions): void {
  let made: OpenApiDocument | undefined;
  const openApi = () => {
    made ??= openApiDocument(app, version);
    return made;
  };
  const asyncApi = () => asyncApiDocument(streams, version);
  app.route('/', contractRoutes({ openApi, asyncApi, file: createReferenceFiles() }));
  openApi();
}
