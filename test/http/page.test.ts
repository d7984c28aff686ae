import { createRoute, z } from '@hono/zod-openapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRouter, page, pageQuery, pageQueryOf, pageSchema } from '../../src/http/index.js';
import { appWith, expectProblem } from './fixtures.js';

const ids = Array.from(
  { length: 45 },
  (_, n) => `019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3${n.toString(16).padStart(3, '0')}`,
);

const router = createRouter();
router.openapi(
  createRoute({
    method: 'get',
    path: '/things',
    request: { query: z.strictObject({ ...pageQuery, status: z.string().optional() }) },
    responses: {
      200: {
        description: 'Things.',
        content: { 'application/json': { schema: pageSchema(z.object({ id: z.string() })) } },
      },
    },
  }),
  (c) => {
    const { limit, cursor } = c.req.valid('query');
    const start = cursor === undefined ? 0 : ids.indexOf(cursor) + 1;
    const found = ids.slice(start, start + limit);
    const more = start + limit < ids.length;
    return page(c, { items: found.map((id) => ({ id })), next: more ? (found.at(-1) ?? null) : null });
  },
);
router.openapi(
  createRoute({
    method: 'get',
    path: '/words',
    request: { query: z.strictObject(pageQueryOf(z.string().regex(/^w.*d$/))) },
    responses: {
      200: {
        description: 'What the cursor holds, and a cursor that holds it.',
        content: { 'application/json': { schema: pageSchema(z.string()) } },
      },
    },
  }),
  (c) => {
    const { cursor } = c.req.valid('query');
    return page(c, { items: cursor === undefined ? [] : [cursor], next: cursor ?? 'w, ö d' });
  },
);
const app = appWith(router);

const answer = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable() });

async function get(path: string) {
  const response = await app.request(path);
  return { ...answer.parse(await response.json()), link: response.headers.get('Link') };
}

describe('pages', () => {
  it('have 20 items, and a cursor that leads to the next page, until next is null', async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, next }: Awaited<ReturnType<typeof get>> = await get(
        `/api/things${cursor && `?cursor=${cursor}`}`,
      );
      seen.push(...items.map((item) => item.id));
      sizes.push(items.length);
      cursor = next;
    }

    expect(seen).toEqual(ids);
    expect(sizes).toEqual([20, 20, 5]);
  });

  it('link to the next page relative to the request, and keep its other parameters', async () => {
    const { next, link } = await get('/api/things?status=a%26b&limit=2');

    expect(link).toBe(`<?status=a%26b&limit=2&cursor=${next}>; rel="next"`);
    const target = /<(.*)>/.exec(link ?? '')?.[1] ?? '';
    const behindProxy = new URL(target, 'https://shop.example/holdfast/api/things?status=a');
    expect(behindProxy.pathname).toBe('/holdfast/api/things');
    const second = await get(`/api/things${target}`);
    expect(second.items.map((item) => item.id)).toEqual(ids.slice(2, 4));
    expect(second.link).toContain('limit=2&cursor=');
    expect(second.link?.match(/cursor=/g)).toHaveLength(1);
  });

  it('the last one has no link and next is null', async () => {
    expect(await get('/api/things?limit=100')).toMatchObject({ next: null, link: null });
  });
});

describe('limit', () => {
  it.each(['1', '100', '007'])('%s is taken', async (limit) => {
    expect((await get(`/api/things?limit=${limit}`)).items).toHaveLength(Math.min(Number(limit), ids.length));
  });

  it.each(['0', '101', '-1', '1.5', '1e1', '', '%20', 'ten', '9'.repeat(30)])(
    '"%s" is 422',
    async (limit) => {
      const { errors } = await expectProblem(
        await app.request(`/api/things?limit=${limit}`),
        'invalid-input',
      );
      expect(errors?.map((error) => error.pointer)).toEqual(['/query/limit']);
    },
  );
});

describe('cursor', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const [id = ''] = ids;

  it.each([
    ['nothing', ''],
    ['an id that is not encoded', id],
    ['an encoded text that is no id', encode('[1-0')],
    ['an id in upper case', encode(id.toUpperCase())],
    ['something after the id', `${encode(id)}AAAA`],
    ['characters that base64url does not have', `${encode(id)}!`],
    ['padding', `${encode(id)}=`],
  ])('%s is 422', async (_, cursor) => {
    const { errors } = await expectProblem(
      await app.request(`/api/things?cursor=${cursor}`),
      'invalid-input',
    );
    expect(errors?.map((error) => error.pointer)).toEqual(['/query/cursor']);
  });

  it('of a list that is not one of records, holds any text that this list accepts', async () => {
    const { next } = z.object({ next: z.string() }).parse(await (await app.request('/api/words')).json());
    const second = await (await app.request(`/api/words?cursor=${next}`)).json();

    expect(next).toMatch(/^[\w-]+$/);
    expect(second).toEqual({ items: ['w, ö d'], next });
  });

  it.each([
    ['a text that the list does not accept', encode('word?')],
    ['a cursor of another list', encode(id)],
    ['bytes that are no text', Buffer.from([0x77, 0xff, 0x64]).toString('base64url')],
    ['nothing', ''],
  ])('of a list that is not one of records: %s is 422', async (_, cursor) => {
    await expectProblem(await app.request(`/api/words?cursor=${cursor}`), 'invalid-input');
  });

  it('whatever it is, the answer is 200 or 422', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (cursor) => {
        const response = await app.request(`/api/things?${new URLSearchParams({ cursor })}`);
        expect([200, 422]).toContain(response.status);
      }),
    );
  });
});
