import { z } from '@hono/zod-openapi';

/** A record's id in a body: a UUID in any case, lower-cased (RFC 9562 section 4). */
export const idParam = z
  .guid()
  .toLowerCase()
  .openapi({ format: 'uuid', example: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000' });

/** The Max UUID (RFC 9562 section 5.10), which names nothing here: no partition has so high a number. */
const NOBODYS_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * A record's id in a path. What is no UUID names nothing: it is found out where a record is looked for, with 404, and
 * so after the rest of the request was looked at (the order of checks in api.md).
 */
export const pathId = z
  .string()
  .transform((id) => idParam.safeParse(id).data ?? NOBODYS_ID)
  .openapi({ type: 'string', format: 'uuid', example: '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000' });
