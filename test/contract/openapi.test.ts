import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRoute, z } from '@hono/zod-openapi';
import { describe, expect, test } from 'vitest';
import { publishContract } from '../../src/contract/index.js';
import { createRouter, problemSchema } from '../../src/http/index.js';
import { appWith } from '../http/fixtures.js';
import { type Operation, problemsIn } from '../support/api-document.js';
import { contractAt } from '../support/contract-at.js';
import type { Answer } from '../support/holdfast.js';
import { useHttpMarket } from '../support/http-market.js';
import { problemIn } from '../support/problem.js';
import { playedEnvironment, plays } from './plays.js';

const market = useHttpMarket(playedEnvironment);

/** The problems that need a fault of the world, or a request that is no HTTP, and who sees them. */
const seenElsewhere: Record<string, string> = {
  'bad-request': 'test/flows/conventions.test.ts',
  internal: 'test/http/app.test.ts',
  // `fetch` names the host that it calls.
  'misdirected-request': 'test/http/dev.test.ts',
  'not-ready': 'test/faults/outage.test.ts',
  'outcome-unknown': 'test/http/app.test.ts',
  overloaded: 'test/http/app.test.ts',
  'too-many-requests': 'test/flows/rate-limit.test.ts',
  unavailable: 'test/faults/outage.test.ts',
};

describe('the OpenAPI document asks the server for each documented call', () => {
  const played = Object.entries(plays).flatMap(([call, answers]) =>
    Object.entries(answers).map(([answer, play]) => ({ name: `${call}: ${answer}`, call, answer, play })),
  );

  for (const { name, call, answer, play } of played) {
    test(name, async () => {
      const given = await play(market);
      expect([given.operationId, outcomeOf(given)]).toEqual([call, answer]);
    });
  }

  test('every answer of every call is played, or seen elsewhere', async () => {
    const { document } = await contractAt(market.url);
    const promised = document.operations.flatMap(({ operationId, responses }) =>
      outcomesIn(responses).map((outcome) => `${operationId}: ${outcome}`),
    );
    const missing = promised.filter((answer) => !Object.hasOwn(seenElsewhere, slugOf(answer)));
    expect(played.map(({ name }) => name).sort()).toEqual(missing.sort());
  });

  test.each(Object.entries(seenElsewhere))('%s is seen in %s', async (slug, file) => {
    expect(await readFile(file, 'utf8')).toMatch(new RegExp(`[' ]${slug}'`));
  });
});

describe('the OpenAPI document says who may call', () => {
  test('a call that demands a token or a signature: 401 without; any other: open', async () => {
    const { document } = await contractAt(market.url);
    const refusals = await Promise.all(document.operations.map(callAnonymously));
    expect(refusals).toEqual(
      document.operations.map(({ operationId, security }) => [operationId, refusalBy(security)]),
    );
  });
});

describe('publishContract', () => {
  const documented = createRoute({
    method: 'get',
    path: '/seats/{id}',
    request: { params: z.object({ id: z.string() }) },
    responses: { 204: { description: 'Nothing.' } },
  });

  test('every route is in the document: it is published', async () => {
    const app = appWith(createRouter().openapi(documented, (c) => c.body(null, 204)));
    publishContract({ app, streams: [], version: '1.2.3' });
    expect(await (await app.request('/openapi.json')).json()).toHaveProperty([
      'paths',
      '/api/seats/{id}',
      'get',
    ]);
  });

  test('a route that is not in the document: it throws and names the route', () => {
    const router = createRouter();
    router.openapi(documented, (c) => c.body(null, 204));
    router.delete('/seats/:id{[0-9]+}', (c) => c.body(null, 204));
    const app = appWith(router);
    expect(() => publishContract({ app, streams: [], version: '1.2.3' })).toThrow(
      'these routes are not in the OpenAPI document: DELETE /api/seats/{id}',
    );
  });
});

function outcomesIn(responses: Operation['responses']): string[] {
  return Object.entries(responses).flatMap(([status, response]) => {
    const types = problemsIn(response);
    return Number(status) < 400
      ? [status]
      : types.map((type) => `${status} ${type.replace('/problems/', '')}`);
  });
}

function slugOf(answer: string): string {
  return answer.split(' ').at(-1) ?? '';
}

function outcomeOf(answer: Answer): string {
  return answer.status < 400 ? String(answer.status) : problemIn(answer);
}

/** Without any credentials, and with as little as a call reads before it asks for them. */
async function callAnonymously({ operationId, method, path, requestBody }: Operation) {
  const response = await fetch(`${market.url}${path.replaceAll(/\{\w+\}/g, randomUUID())}`, {
    method,
    ...(requestBody && { body: '{}', headers: { 'content-type': 'application/json' } }),
  });
  if (response.status === 401) return [operationId, problemSchema.parse(await response.json()).type];
  // An answer that is a stream would never end.
  await response.body?.cancel();
  return [operationId, undefined];
}

function refusalBy(security: Operation['security']): string | undefined {
  const [first] = security;
  if (first && 'bearer' in first) return '/problems/unauthenticated';
  return first && 'webhook' in first ? '/problems/invalid-signature' : undefined;
}
