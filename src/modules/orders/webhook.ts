import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { type HttpEnv, problem } from '../../http/index.js';

/** Makes the headers that sign a message (Standard Webhooks, `webhook-signature` of version 1). */
export type SignWebhook = (message: { readonly id: string; readonly body: string }) => Record<string, string>;

/**
 * Answers 401 to a body that no active secret has signed, or whose timestamp is more than 5 min off
 * (https://www.standardwebhooks.com). It stands behind `jsonBody`.
 *
 * @param secrets `whsec_…`; several while one replaces another
 */
export function requireSignature(secrets: readonly string[]): MiddlewareHandler<HttpEnv> {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return createMiddleware<HttpEnv>(async (c, next) => {
    const body = await c.req.text();
    const complaints = webhooks.map((webhook) => complaint(webhook, body, c.req.header()));
    if (complaints.includes(undefined)) return next();
    return problem(c, 'invalid-signature', {
      detail: `${complaints.at(0)}. Check the secret and the clock.`,
    });
  });
}

/** @param secret the one that signs, of those that are active */
export function createWebhookSigner(secret: string): SignWebhook {
  const webhook = new Webhook(secret);
  return ({ id, body }) => {
    const now = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': webhook.sign(id, now, body),
    };
  };
}

function complaint(webhook: Webhook, body: string, headers: Record<string, string>): string | undefined {
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return undefined;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.message;
    throw error;
  }
}
