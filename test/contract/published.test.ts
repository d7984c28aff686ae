import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientTypes } from '../../scripts/contract/types.js';
import { fieldsOf } from '../../src/bus/replies.js';
import { orderEvents } from '../../src/events/orders.js';
import { ticketEvents } from '../../src/events/tickets.js';
import {
  listTicket,
  placeOrder,
  reservedTicket,
  untilReplica,
  untilTicket,
  useHttpMarket,
  withdrawTicket,
} from '../support/http-market.js';
import { problemIn } from '../support/problem.js';

const market = useHttpMarket({ AUTH_SECRET: '', GAP_TIMEOUT_SECONDS: '1' });
const makeThemAnew = 'what is published has changed: run npm run contract';

describe('what is published, and what stands in the repository', () => {
  test.each(['openapi.json', 'asyncapi.json'])('docs/api/%s is what a server publishes', async (name) => {
    const written = await readFile(`docs/api/${name}`, 'utf8');
    const { body } = await market.anonymous.get(`/${name}`);
    expect(JSON.parse(written), makeThemAnew).toEqual(body);
    expect(written === `${JSON.stringify(body, null, 2)}\n`, makeThemAnew).toBe(true);
  });

  test('web/api/schema.d.ts is made of docs/api/openapi.json', async () => {
    const made = await clientTypes(await readFile('docs/api/openapi.json', 'utf8'));
    expect((await readFile('web/api/schema.d.ts', 'utf8')) === made, makeThemAnew).toBe(true);
  });
});

describe('/asyncapi.json', () => {
  test('it is an AsyncAPI document of version 3.0.0', async () => {
    const file = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json');
    // The schema brings the meta-schema along, which may be there only once.
    const ajv = addFormats.default(new Ajv({ meta: false, strict: false, validateSchema: false }));
    const validate = ajv.compile(JSON.parse(await readFile(file, 'utf8')));
    validate((await market.anonymous.get('/asyncapi.json')).body);
    expect(validate.errors).toBeNull();
  });

  test('every event of every stream is in it, and nothing else', async () => {
    const { channels } = await published();
    const types = Object.values(channels).map(({ address, messages }) => [address, [...messages.keys()]]);
    expect(types).toEqual(
      [ticketEvents, orderEvents].map(({ name, events }) => [`{partition}:${name}`, Object.keys(events)]),
    );
  });

  test('entries of every type, as they are written: they fit its schemas', async () => {
    await playEverything();
    const { channels } = await published();
    const client = market.redis.connect();
    const streams = (await client.keys('{0}:*')).filter((key) => /^\{0\}:[a-z]+$/.test(key));
    const seen = new Set<string>();
    for (const key of streams) {
      if ((await client.type(key)) !== 'stream') continue;
      const channel = channels.find(({ address }) => address === key.replace('{0}', '{partition}'));
      for (const [, fields] of await client.xrange(key, '-', '+')) {
        const { data = '', ...headers } = fieldsOf(fields);
        const message = channel?.messages.get(headers.type ?? '');
        expect([headers, message?.misfit('headers', headers)]).toEqual([headers, 'none']);
        expect([data, message?.misfit('payload', JSON.parse(data))]).toEqual([data, 'none']);
        seen.add(headers.type ?? '');
      }
    }
    expect([...seen].sort()).toEqual(channels.flatMap(({ messages }) => [...messages.keys()]).sort());
  });
});

describe('the documents', () => {
  test.each(['/openapi.json', '/asyncapi.json'])('%s: whoever has it is told so, 304', async (path) => {
    const { headers } = await market.anonymous.get(path);
    const tag = headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(headers.get('cache-control')).toBe('no-cache');
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await market.anonymous.get(path, { 'if-none-match': known });
      expect([known, again.status, again.body]).toEqual([known, 304, undefined]);
      expect(again.headers.get('etag')).toBe(tag);
    }
    expect((await market.anonymous.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });
});

describe('/docs', () => {
  test('the page loads only what this server has, and its policy forbids the rest', async () => {
    const { headers, body } = await market.anonymous.get('/docs');
    expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual([
      ...["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'none'"],
      ...["frame-ancestors 'none'", "img-src 'self' data:", "script-src 'self'"],
      "style-src 'self' 'unsafe-inline'",
    ]);
    const links = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => String(link));
    expect(links.filter((link) => link !== 'data:,').sort()).toEqual([
      ...['docs/start.js', 'docs/swagger-ui-bundle.js', 'docs/swagger-ui.css'],
    ]);
    expect(body).not.toMatch(elsewhere);
    expect(body).not.toMatch(/<script>|<style>|\son\w+=/);
  });

  test.each([
    ['start.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle('],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8', 'SwaggerUIBundle'],
    ['swagger-ui.css', 'text/css; charset=utf-8', '.swagger-ui'],
  ])('docs/%s: served, zipped for those who can read that', async (name, mediaType, part) => {
    const plain = await load(`/docs/${name}`, 'identity');
    expect([plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
      mediaType,
      undefined,
    ]);
    expect(plain.body.toString()).toContain(part);
    const zipped = await load(`/docs/${name}`, 'br, gzip');
    expect([zipped.headers['content-type'], zipped.headers['content-encoding']]).toEqual([mediaType, 'gzip']);
    expect(zipped.body.length).toBeLessThan(plain.body.length);
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect([plain.headers.vary, zipped.headers.vary]).toEqual(['Accept-Encoding', 'Accept-Encoding']);
  });

  test('docs/start.js: it reads the document of this server, and names no other', async () => {
    const { body } = await market.anonymous.get('/docs/start.js');
    expect(body).toContain("url: 'openapi.json'");
    expect(body).toContain('validatorUrl: null');
    expect(body).not.toMatch(elsewhere);
  });

  test('docs/swagger-ui.css: it loads nothing', async () => {
    const { body } = await market.anonymous.get('/docs/swagger-ui.css');
    const loaded = [...body.matchAll(/url\((?!["']?data:)[^)]{0,60}|@import[^;]{0,60}/g)];
    expect(loaded.map(([text]) => text)).toEqual([]);
  });

  test.each(['nothing.js', 'swagger-ui.js', '..%2F..%2Fpackage.json', 'constructor'])(
    'docs/%s: no file of the reference, 404',
    async (name) => {
      expect(problemIn(await market.anonymous.get(`/docs/${name}`))).toBe('404 not-found');
    },
  );
});

/** An address of somebody else. */
const elsewhere = /(?:\bhttps?:|["'])\/\//;

interface PublishedChannel {
  readonly address: string;
  readonly messages: ReadonlyMap<string, Message>;
}

interface Message {
  /** What does not fit, or `none`. */
  misfit(part: 'headers' | 'payload', value: unknown): string;
}

/** The document as one reads it: what may stand in which stream, and what each must look like. */
async function published(): Promise<{ channels: PublishedChannel[] }> {
  const { body } = await market.anonymous.get('/asyncapi.json');
  const { channels, components } = asyncApi.parse(body);
  const ajv = addFormats.default(new Ajv({ strict: false }));
  ajv.addSchema(body, 'asyncapi');
  const messageAt = (ref: string): [string, Message] => {
    const key = ref.replace('#/components/messages/', '');
    const misfit: Message['misfit'] = (part, value) => {
      const validate = ajv.compile({ $ref: `asyncapi#/components/messages/${key}/${part}` });
      return validate(value) ? 'none' : ajv.errorsText(validate.errors);
    };
    return [components.messages[key]?.name ?? ref, { misfit }];
  };
  return {
    channels: Object.values(channels).map(({ address, messages }) => ({
      address,
      messages: new Map(Object.values(messages).map(({ $ref }) => messageAt($ref))),
    })),
  };
}

const asyncApi = z.object({
  channels: z.record(
    z.string(),
    z.object({ address: z.string(), messages: z.record(z.string(), z.object({ $ref: z.string() })) }),
  ),
  components: z.object({ messages: z.record(z.string(), z.object({ name: z.string() })) }),
});

/** Lets both modules announce all that they can: list, order, cancel, order again, pay, pay too late, withdraw. */
async function playEverything(): Promise<void> {
  const { seller, buyer, ticket, order } = await reservedTicket(market);
  await buyer.delete(`/api/orders/${order.id}`);
  await untilTicket(seller, ticket.id, { status: 'available', version: 2 });
  const second = await placeOrder(await market.newUser('second'), ticket.id);
  for (const { id } of [second, order]) await market.anonymous.post(`/dev/pay/${id}`, undefined);
  await untilTicket(seller, ticket.id, { status: 'sold' });
  const { body } = await seller.post('/api/tickets', { title: 'Row 6', price: 1 });
  await withdrawTicket(seller, body.id);
  await healGap(seller);
}

/** An edit that nobody was told of, and one more: the copy has to ask for the ticket. */
async function healGap(seller: Awaited<ReturnType<typeof market.newUser>>): Promise<void> {
  const { id } = await listTicket(seller);
  await market.redis.connect().hset(`{0}:tickets:${id}`, { version: '1' });
  await seller.patch(`/api/tickets/${id}`, { price: 3000 });
  await untilReplica(seller, id, { version: 2 });
}

/** Asks as a browser does; `fetch` would unzip the answer and not tell. */
function load(path: string, encodings: string) {
  return new Promise<{ headers: Record<string, string | string[] | undefined>; body: Buffer }>(
    (resolve, reject) => {
      const headers = { 'accept-encoding': encodings };
      const outgoing = request(`${market.url}${path}`, { headers }, (incoming) => {
        buffer(incoming).then((body) => resolve({ headers: incoming.headers, body }), reject);
      });
      outgoing.once('error', reject).end();
    },
  );
}
