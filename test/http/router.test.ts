import { createRoute, z } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { createRouter, idParam, jsonBody, pageQuery } from '../../src/http/index.js';
import { appWith, expectProblem } from './fixtures.js';

const router = createRouter();
router.openapi(
  createRoute({
    method: 'post',
    path: '/things/{id}',
    middleware: [jsonBody],
    request: {
      params: z.object({ id: idParam }),
      query: z.strictObject({ limit: pageQuery.limit }),
      headers: z.object({ 'x-colour': z.enum(['red', 'blue']).optional() }),
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.strictObject({
              title: z.string().min(1),
              seat: z.strictObject({ row: z.int(), 'a/b~c': z.int().optional() }).optional(),
            }),
          },
        },
      },
    },
    responses: { 200: { description: 'The id.', content: { 'application/json': { schema: z.string() } } } },
  }),
  (c) => c.json(c.req.valid('param').id, 200),
);
const app = appWith(router);
const id = '019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000';

async function pointersFor(body: unknown, { path = `/api/things/${id}`, headers = {} } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await app.request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: text,
  });
  const { errors = [] } = await expectProblem(response, 'invalid-input');
  for (const error of errors) expect(error.detail).not.toBe('');
  return errors.map((error) => error.pointer);
}

describe('createRouter: invalid input is 422 and names the field', () => {
  it.each([
    ['a missing field', {}, ['/title']],
    ['a wrong field', { title: 1 }, ['/title']],
    ['several fields', { title: '', seat: { row: 'a' } }, ['/title', '/seat/row']],
    ['a nested name with / and ~', { title: 'a', seat: { row: 1, 'a/b~c': 'x' } }, ['/seat/a~1b~0c']],
    ['unknown fields', { title: 'a', x: 1, 'y/z': 2 }, ['/x', '/y~1z']],
    ['an unknown nested field', { title: 'a', seat: { row: 1, n: 1 } }, ['/seat/n']],
    ['the whole body', [], ['']],
  ])('%s', async (_, body, pointers) => {
    expect(await pointersFor(body)).toEqual(pointers);
  });

  it('__proto__ is an unknown field like any other', async () => {
    expect(await pointersFor('{"title":"a","__proto__":{"admin":true}}')).toEqual(['/__proto__']);
  });

  it('names at most 50 fields', async () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`field${n}`, n]));

    expect(await pointersFor(body)).toHaveLength(50);
  });

  it('names parameters under /query and /header', async () => {
    const body = { title: 'a' };

    expect(await pointersFor(body, { path: `/api/things/${id}?limit=0` })).toEqual(['/query/limit']);
    expect(await pointersFor(body, { path: `/api/things/${id}?page=2` })).toEqual(['/query/page']);
    expect(await pointersFor(body, { path: `/api/things/${id}?limit=1&limit=2` })).toEqual(['/query/limit']);
    expect(await pointersFor(body, { headers: { 'X-Colour': 'green' } })).toEqual(['/header/x-colour']);
  });
});

describe('idParam', () => {
  const post = (path: string) =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"title":"a"}',
    });

  it('takes a UUID in any case and lower-cases it', async () => {
    const response = await post(`/api/things/${id.toUpperCase()}`);

    expect([response.status, await response.json()]).toEqual([200, id]);
  });

  it.each([
    '1',
    'x'.repeat(36),
    `${id}0`,
    id.slice(1),
    `{${id}}`,
    id.replaceAll('-', ''),
    '%00',
    '%',
    `${id}%0a`,
  ])('a path with the id %s is 404', async (wrong) => {
    await expectProblem(await post(`/api/things/${wrong}`), 'not-found');
  });
});
