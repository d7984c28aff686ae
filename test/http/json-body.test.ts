import { describe, expect, it } from 'vitest';
import { createAuth, jsonBody } from '../../src/http/index.js';
import { appWith, echoRouter, expectProblem } from './fixtures.js';

const app = appWith(echoRouter({ middleware: [jsonBody] }));
const limit = 64 * 1024;

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream | null;

function post(body: Body, headers: Record<string, string> = { 'Content-Type': 'application/json' }) {
  return app.request('/api/things', {
    method: 'POST',
    headers,
    body,
    ...(isStream(body) && { duplex: 'half' }),
  });
}

describe('jsonBody: media type', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json ; charset="utf-8"',
    'application/merge-patch+json',
    'application/vnd.tickets.v2+json',
  ])('reads %s', async (type) => {
    const response = await post('{"title":"a"}', { 'Content-Type': type });

    expect([response.status, await response.json()]).toEqual([200, { title: 'a' }]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/json',
    'application/jsonp',
    'application/json5',
    '',
  ])('refuses "%s" with 415', async (type) => {
    await expectProblem(await post('{"title":"a"}', { 'Content-Type': type }), 'unsupported-media-type');
  });

  it('refuses a body without a media type, and no body at all, with 415', async () => {
    await expectProblem(await post(new TextEncoder().encode('{"title":"a"}'), {}), 'unsupported-media-type');
    await expectProblem(await post(null, {}), 'unsupported-media-type');
  });
});

describe('jsonBody: JSON', () => {
  it.each([
    ['{"title":', /not valid JSON: /],
    ['', /is empty; send a JSON object/],
    [' \n', /is empty; send a JSON object/],
    ["{'title':'a'}", /not valid JSON: /],
    ['['.repeat(limit), /not valid JSON: /],
  ])('refuses %.20s with 400 and a sentence', async (body, sentence) => {
    expect((await expectProblem(await post(body), 'invalid-json')).detail).toMatch(sentence);
  });

  it('leaves what is JSON but not wanted to the schema: 422', async () => {
    for (const body of ['null', '1', '"a"', '[]', `${'['.repeat(30_000)}${']'.repeat(30_000)}`]) {
      await expectProblem(await post(body), 'invalid-input');
    }
  });
});

describe('jsonBody: size', () => {
  const bodyOf = (bytes: number) => `{"title":"${'x'.repeat(bytes - 12)}"}`;

  it('reads 64 KiB and refuses one byte more with 413, by its Content-Length', async () => {
    const headers = { 'Content-Type': 'application/json' };

    expect((await post(bodyOf(limit), { ...headers, 'Content-Length': `${limit}` })).status).toBe(200);
    await expectProblem(
      await post(bodyOf(limit + 1), { ...headers, 'Content-Length': `${limit + 1}` }),
      'body-too-large',
    );
  });

  it('does not read a body that announces too much', async () => {
    const { stream, seen } = countedStream();

    const response = await post(stream, { 'Content-Type': 'application/json', 'Content-Length': '1000000' });

    await expectProblem(response, 'body-too-large');
    expect(seen.bytes).toBeLessThan(limit);
  });

  it('counts the bytes of a body without a Content-Length', async () => {
    expect((await post(new Blob([bodyOf(limit)]).stream())).status).toBe(200);
    await expectProblem(await post(new Blob([bodyOf(limit + 1)]).stream()), 'body-too-large');
    await expectProblem(
      await post(new Blob([`{"title":"${'é'.repeat(limit / 2)}"}`]).stream()),
      'body-too-large',
    );
  });

  it('stops reading an endless body at the limit and closes it', async () => {
    const { stream, seen } = countedStream();

    await expectProblem(await post(stream), 'body-too-large');

    expect(seen.cancelled).toBe(true);
    expect(seen.bytes).toBeLessThan(2 * limit);
  });

  it('a body that breaks off is a bad request, not a failure of the server', async () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.error(new Error('connection reset')),
    });

    await expectProblem(await post(stream), 'bad-request');
  });
});

describe('the order of the checks', () => {
  const { requireUser } = createAuth({ config: { kind: 'secret', secret: new Uint8Array(32) } });
  const guarded = appWith(echoRouter({ middleware: [jsonBody, requireUser] }));
  const send = (type: string, body: string) =>
    guarded.request('/api/things', { method: 'POST', headers: { 'Content-Type': type }, body });

  it('400, 413 and 415 come before 401', async () => {
    await expectProblem(await send('text/plain', '{'), 'unsupported-media-type');
    await expectProblem(await send('application/json', '{'), 'invalid-json');
    await expectProblem(await send('application/json', `"${'x'.repeat(limit)}"`), 'body-too-large');
  });

  it('401 comes before 422', async () => {
    await expectProblem(await send('application/json', '{"unknown":1}'), 'unauthenticated');
  });
});

function isStream(body: Body): body is ReadableStream {
  return body instanceof ReadableStream;
}

function countedStream() {
  const seen = { bytes: 0, cancelled: false };
  const chunk = new TextEncoder().encode('[1,'.repeat(1000));
  // Long enough to be called endless, and short enough to end when nothing stops it.
  const end = 16 * limit;
  const stream = new ReadableStream({
    pull(controller) {
      seen.bytes += chunk.byteLength;
      controller.enqueue(chunk);
      if (seen.bytes > end) controller.close();
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { stream, seen };
}
