import fc from 'fast-check';
import type { Operation } from '../../support/api-document.js';
import { signWebhook } from '../../support/sign-webhook.js';
import { often, rarely } from './chance.js';
import { contentsOf } from './contents.js';
import { headersOf } from './headers.js';
import type { RawRequest } from './send-raw.js';
import { besides, targetsOf } from './targets.js';
import type { World } from './world.js';

/** Requests for a call: most of them nearly right. */
export function requestsFor(operation: Operation, world: World): fc.Arbitrary<RawRequest> {
  return fc
    .record({
      method: often(fc.constant(operation.method), fc.constantFrom(...methods)),
      target: often(targetsOf(operation, world), targetsOf(operation, world).chain(besides)),
      headers: headersOf(operation, world),
      content: operation.requestBody ? contentsOf(operation, world) : rarely(contentsOf(operation, world)),
      signed: often(fc.constant(true), fc.constant(false)),
    })
    .map(({ method, target, headers, content, signed }) => ({
      ...{ method, target },
      headers: {
        ...(content && { 'content-type': content.mediaType }),
        ...(content && signed && signatureOf(operation, world, content.body)),
        ...headers,
      },
      ...(content && { body: content.body }),
    }));
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE'];

function signatureOf(
  { security }: Operation,
  { webhookSecret }: World,
  body: Buffer,
): Record<string, string> {
  return security.some((scheme) => 'webhook' in scheme) ? signWebhook(webhookSecret, body.toString()) : {};
}
