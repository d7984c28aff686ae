import { z } from '@hono/zod-openapi';

/** Who a user is: whatever the issuer of the tokens calls them. */
export const userId = z
  .string()
  .min(1)
  .max(200)
  // Redis stores UTF-8, which has no half of a surrogate pair.
  .refine((user) => user.isWellFormed(), 'Unicode text, without unpaired surrogates.');
