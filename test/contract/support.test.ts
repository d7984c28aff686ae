import { describe, expect, onTestFinished, test } from 'vitest';
import { ContractBroken, createContract, type Exchange } from '../support/contract.js';
import { contractAt } from '../support/contract-at.js';
import { startHoldfast } from '../support/holdfast.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const seat = { type: 'object', properties: { row: { type: 'integer' } }, required: ['row'] };
const problemMembers = { type: { type: 'string' }, status: { type: 'integer' }, seat };
const narrowed = { type: 'object', properties: { type: { enum: ['/problems/lost'] } } };
const contract = createContract({
  paths: {
    '/seats': { get: { operationId: 'list', responses: { 204: { description: 'None.' } } } },
    '/seats/{id}': {
      get: {
        operationId: 'show',
        responses: {
          200: {
            headers: {
              ETag: { required: true, schema: { type: 'string', pattern: '^"\\d+"$' } },
              'X-Left': { schema: { type: 'integer', minimum: 1 } },
            },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Seat' } } },
          },
          404: {
            content: {
              'application/problem+json': {
                schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, narrowed] },
              },
            },
          },
        },
      },
      delete: { operationId: 'remove', responses: { 204: { description: 'Gone.' } } },
    },
    '/follow': {
      get: {
        operationId: 'follow',
        responses: { 200: { content: { 'text/event-stream': { schema: { type: 'string' } } } } },
      },
    },
    '/seats/best': { get: { operationId: 'best', responses: { 304: { description: 'The same.' } } } },
  },
  components: {
    schemas: {
      Seat: {
        type: 'object',
        properties: {
          seat,
          any: {},
          list: { type: 'array', items: seat },
          map: { type: 'object', additionalProperties: { type: 'string' } },
        },
        required: ['seat'],
      },
      Problem: { type: 'object', properties: problemMembers, required: ['type', 'status'] },
    },
  },
});

const shown = exchange({ body: { seat: { row: 5 } } });
const lost = problem({ status: 404, body: { type: '/problems/lost', status: 404 } });
const unknownPath = problem({
  ...{ path: '/rows', status: 404 },
  body: { type: '/problems/not-found', status: 404 },
});
const malformed = problem({
  ...{ path: '/\\', status: 400 },
  body: { type: '/problems/bad-request', status: 400 },
});
const unknownMethod = problem({
  ...{ method: 'PUT', path: '/seats/1', status: 405, header: { allow: 'GET, DELETE' } },
  body: { type: '/problems/method-not-allowed', status: 405 },
});

describe('the contract of the tests', () => {
  test.each<[string, Exchange, string | undefined]>([
    ['a documented answer', shown, 'show'],
    ['what the document leaves open', exchange({ body: { seat: { row: 5 }, any: { x: [{}] } } }), 'show'],
    ['a header that is a number', { ...shown, headers: tagged({ 'x-left': '3' }) }, 'show'],
    ['a map', exchange({ body: { seat: { row: 5 }, map: { x: 'y' } } }), 'show'],
    ['a documented problem', lost, 'show'],
    ['an answer without a body', exchange({ method: 'DELETE', status: 204, body: undefined }), 'remove'],
    ['a path that fits two templates', exchange({ path: '/seats/best', status: 304 }), 'best'],
    ['a query', exchange({ path: '/seats?x=/seats/1', status: 204 }), 'list'],
    ['a path that is encoded without need', exchange({ path: '/%73eats', status: 204 }), 'list'],
    ['a path of which a part can not be decoded', { ...lost, path: '/%73eats/%zz%ff' }, 'show'],
    ['a stream, which is not read', stream('text/event-stream'), 'follow'],
    ['HEAD', exchange({ method: 'HEAD' }), 'show'],
    ['a path that the document does not have', unknownPath, undefined],
    ['a method that the document does not have', unknownMethod, undefined],
    ['a request that makes no URL', malformed, undefined],
  ])('%s: kept', (_, given, operationId) => {
    expect(contract.check(given)?.operationId).toBe(operationId);
  });

  test.each<[string, Exchange, RegExp]>([
    ['a status', exchange({ status: 201, body: shown.body }), /not this status but 200, 404/],
    ['a media type', { ...shown, headers: tagged({ 'content-type': 'text/html' }) }, /json, not text\/html/],
    ['a member', exchange({ body: { seat: { row: 5 }, extra: 1 } }), /unevaluated.*"extra"/],
    ['a member of a member', exchange({ body: { seat: { row: 5, extra: 1 } } }), /seat .*"extra"/],
    [
      'a member of an item',
      exchange({ body: { seat: { row: 5 }, list: [{ row: 5, extra: 1 }] } }),
      /list\/0 .*"extra"/,
    ],
    ['a type', exchange({ body: { seat: { row: '5' } } }), /row must be integer/],
    ['no required member', exchange({ body: {} }), /required.*'seat'/],
    ['a value in a map', exchange({ body: { seat: { row: 5 }, map: { x: 1 } } }), /map\/x must be string/],
    ['a stream of another type', stream('text/plain'), /text\/event-stream, not text\/plain/],
    ['no body', exchange({}), /promises another body/],
    ['a body where none is due', exchange({ path: '/seats', status: 204, body: {} }), /promises no body/],
    ['a body to HEAD', exchange({ method: 'HEAD', body: shown.body }), /promises no body/],
    ['no required header', { ...shown, headers: json }, /promises the header ETag/],
    ['another header', { ...shown, headers: tagged({ etag: '5' }) }, /another header ETag.*pattern/],
    ['a header that is no number', { ...shown, headers: tagged({ 'x-left': 'a' }) }, /X-Left.*integer/],
    ['another problem', { ...lost, body: { type: '/problems/found', status: 404 } }, /type must be equal/],
    [
      'a member of a problem',
      { ...lost, body: { type: '/problems/lost', status: 404, stack: '' } },
      /unevaluated.*"stack"/,
    ],
    [
      'a member of a member of a problem',
      { ...lost, body: { type: '/problems/lost', status: 404, seat: { row: 5, extra: 1 } } },
      /seat .*"extra"/,
    ],
    ['success on an unknown path', { ...unknownPath, status: 204, body: undefined }, /promises no such path/],
    ['a 404 that is no problem', { ...unknownPath, headers: json }, /problem\+json, not application\/json/],
    ['a 404 of another type', { ...unknownPath, body: lost.body }, /type must be equal to constant/],
    ['a 404 with a member', { ...unknownPath, body: { ...unknownPath.body, x: 1 } }, /unevaluated.*"x"/],
    ['a 400 of another type', { ...malformed, body: lost.body }, /type must be equal to constant/],
    ['success of an unknown method', { ...unknownMethod, status: 204 }, /promises no such method/],
    ['a 405 without Allow', { ...unknownMethod, headers: unknownPath.headers }, /GET, which is not in/],
    [
      'a 405 that allows less',
      { ...unknownMethod, headers: tagged({ allow: 'GET' }) },
      /DELETE, which is not in/,
    ],
  ])('%s that the document does not have: broken', (_, given, message) => {
    expect(() => contract.check(given)).toThrow(ContractBroken);
    expect(() => contract.check(given)).toThrow(message);
  });
});

describe('the clients of the tests', () => {
  const redis = useRedis();

  test('an answer that the server does not promise: the call fails, also when it is only waited for', async () => {
    const server = await startHoldfast(redis);
    onTestFinished(server.stop);
    const { document } = await contractAt(server.url);
    const live = document.operations.find(({ path }) => path === '/healthz');
    if (live) Object.assign(live, { responses: {} });

    await expect(server.anonymous.get('/healthz')).rejects.toThrow(ContractBroken);
    const waiting = waitFor(() => server.anonymous.get('/healthz').then(() => false), { what: 'nothing' });
    await expect(waiting).rejects.toThrow(ContractBroken);
  });
});

const json = new Headers({ 'content-type': 'application/json' });

function tagged(headers: Record<string, string>): Headers {
  return new Headers({ 'content-type': 'application/json', etag: '"0"', ...headers });
}

function exchange(given: Partial<Exchange>): Exchange {
  return { method: 'GET', path: '/seats/1', status: 200, headers: tagged({}), body: undefined, ...given };
}

function stream(mediaType: string): Exchange {
  return exchange({ path: '/follow', headers: new Headers({ 'content-type': mediaType }) });
}

function problem({
  header = {},
  ...given
}: Partial<Exchange> & { header?: Record<string, string>; body: object }) {
  const headers = new Headers({ 'content-type': 'application/problem+json', ...header });
  return { ...exchange({ ...given, headers }), body: given.body };
}
