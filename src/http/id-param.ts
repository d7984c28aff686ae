import { z } from '@hono/zod-openapi';

/**
 * A record's id: a UUID in any case, lower-cased (RFC 9562 section 4). In a path, anything else is answered
 * with 404; in a body, with 422.
 */
export const idParam = z
  .guid()
  .toLowerCase()
  .openapi({ format: 'uuid', example: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000' });
