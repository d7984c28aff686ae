/** How callers prove who they are, by the names that a route's `security` uses. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A JWT of your issuer; `sub` is the user id. In development mode `POST /dev/token` makes one.',
  },
  webhook: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      'The Standard Webhooks scheme (https://www.standardwebhooks.com): `webhook-id`, `webhook-timestamp`, and `webhook-signature`.',
  },
} as const;

/** The `security` of a route that needs a token. */
export const tokenNeeded: { bearer: string[] }[] = [{ bearer: [] }];

/** The `security` of a route that does more for a caller with a token. */
export const tokenOptional: ({ bearer: string[] } | Record<string, never>)[] = [{}, { bearer: [] }];

/** The `security` of a route that a provider calls with a signed body. */
export const signatureNeeded: { webhook: string[] }[] = [{ webhook: [] }];
