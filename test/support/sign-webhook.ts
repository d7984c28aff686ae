import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A secret as a payment provider and a server share it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The headers by which a payment provider signs a body (Standard Webhooks). */
export function signWebhook(secret: string, body: string): Record<string, string> {
  const now = new Date();
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', now, body),
  };
}
