import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.js';
import { tokenFor } from '../support/holdfast.js';
import { listTicket, newUser } from '../support/http-market.js';
import { add } from '../support/ledger.js';
import { ownRedis } from '../support/own.js';
import { runCli } from '../support/run-cli.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';

const AUTH_SECRET = 'a secret of this test, longer than 32 bytes';

/** A server with an entry that is no event among its dead letters. */
async function open(env: Record<string, string> = {}, data = '{"a":[1]}') {
  const redis = await ownRedis();
  const server = await startServerProcess({ REDIS_URL: redis.target, ...env });
  const client = redis.connect();
  await add(client, '{0}:tickets', ['type', 'noise', 'data', data]);
  await waitFor(async () => (await client.xlen('{0}:dead:orders')) === 1, { what: 'a dead letter' });
  const [letter] = await client.xrange('{0}:dead:orders', '-', '+');
  return { client, server, id: `orders-0-${letter?.[0]}` };
}

/** By the token of the tests, which any server of theirs takes. */
async function call({ url }: ServerProcess, ...args: string[]) {
  const HOLDFAST_TOKEN = await tokenFor('operator', 'admin');
  return await runCli({ HOLDFAST_TOKEN }, 'dead-letters', ...args, '--url', url);
}

test('holdfast dead-letters: listed and shown, as text and as documents', async () => {
  const { server, id } = await open();
  const listed = await call(server, 'list');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout).toMatch(/^id +entry +type +sequence +subject +attempts +waiting +failed at +error\n/);
  expect(listed.stdout).toMatch(
    new RegExp(`\\n${id} +tickets \\d+-\\d+ +noise +- +- +1 +0 +20\\S+Z +\\S.*\\n$`),
  );
  const [letter] = JSON.parse((await call(server, 'list', '--json')).stdout);
  expect(letter).toMatchObject({ id, group: 'orders', data: { a: [1] } });

  const shown = await call(server, 'show', id);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(new RegExp(`^id +${id}\ngroup +orders, .*\n`));
  expect(shown.stdout).toMatch(/\nerror +.*not an event.*\n/);
  expect(shown.stdout).toContain('\ndata\n{\n  "a": [\n    1\n  ]\n}\n');
  expect(JSON.parse((await call(server, 'show', id, '--json')).stdout)).toEqual(letter);
});

test('holdfast dead-letters: what still fails stays and exits with 1; discarded, it is gone, and then exits with 1', async () => {
  const { server, client, id } = await open();
  const failed = await call(server, 'replay', id);
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toMatch(new RegExp(`^${id}: .*not an event.*\n$`));
  const asDocument = await call(server, 'replay', id, '--json');
  expect(asDocument).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(asDocument.stdout)).toEqual({ id, outcome: 'replay-failed', detail: expect.any(String) });
  expect(await client.xlen('{0}:dead:orders')).toBe(1);

  const discarded = await call(server, 'discard', id);
  expect(discarded).toEqual({
    code: 0,
    stdout: `${id} is discarded: its entry will not be applied.\n`,
    stderr: '',
  });
  expect(await client.xlen('{0}:dead:orders')).toBe(0);
  for (const name of ['show', 'replay', 'discard']) {
    const gone = await call(server, name, id);
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toMatch(new RegExp(`^${id}: There is no such dead letter`));
  }
  expect(await call(server, 'list')).toEqual({ code: 0, stdout: 'There are no dead letters.\n', stderr: '' });
});

test('holdfast dead-letters replay: an entry that was applied already, says so and exits with 0', async () => {
  const { server, client, id: noise } = await open();
  await listTicket(await newUser(server, 'seller'));
  const [entryId = '', fields = []] = (await client.xrange('{0}:tickets', '-', '+')).at(-1) ?? [];
  const letter = { entryId, error: 'by hand', attempts: '1', failedAt: new Date().toISOString() };
  const stored = { ...letter, fields: JSON.stringify(fields) };
  const id = `orders-0-${await add(client, '{0}:dead:orders', Object.entries(stored).flat())}`;

  const { code, stdout } = await call(server, 'replay', id, '--json');
  expect(code).toBe(0);
  // The group may not have come to the entry yet.
  expect(JSON.parse(stdout)).toEqual({ id, outcome: expect.stringMatching(/^(applied|duplicate)$/) });
  const { stdout: left } = await call(server, 'list', '--json');
  expect(JSON.parse(left)).toMatchObject([{ id: noise }]);
});

test('holdfast dead-letters: an entry with what a terminal would obey, its characters are spelt out', async () => {
  const { server, id } = await open({}, JSON.stringify({ a: '\u001b[2J\u202e' }));
  expect((await call(server, 'show', id)).stdout).toContain('"a": "\\u001b[2J\\u202e"');
});

test.each<[string, Record<string, string>, (url: string) => Record<string, string>]>([
  ['development mode, at PORT', { AUTH_SECRET: '' }, (url) => ({ PORT: new URL(url).port })],
  ['production mode, with its key', { AUTH_SECRET }, (url) => ({ PORT: new URL(url).port, AUTH_SECRET })],
])('holdfast dead-letters, a server in %s: it makes itself a token', async (_, env, told) => {
  const { server, id } = await open(env);
  const { code, stdout, stderr } = await runCli(told(server.url), 'dead-letters', 'list', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject([{ id }]);
});

test('holdfast dead-letters, not let in: a sentence says what to set, nothing is done, and it exits with 2', async () => {
  const { server, client, id } = await open();
  const token = async (...claims: Parameters<typeof tokenFor>) => ({
    HOLDFAST_TOKEN: await tokenFor(...claims),
  });
  const cases: [Record<string, string>, RegExp][] = [
    [{}, /gives no tokens, .*: set HOLDFAST_TOKEN to a token with the scope admin, or AUTH_SECRET/],
    [{ AUTH_SECRET }, /was answered with 401: .*made with AUTH_SECRET, AUTH_ISSUER and AUTH_AUDIENCE/],
    [await token('operator', 'admin', '-1m'), /was answered with 401: .*HOLDFAST_TOKEN/],
    [await token('ann'), /was answered with 403: /],
    [{ HOLDFAST_TOKEN: 'two words' }, /^HOLDFAST_TOKEN is no token/],
  ];
  for (const [env, sentence] of cases) {
    const { code, stdout, stderr } = await runCli(env, 'dead-letters', 'discard', id, '--url', server.url);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(await client.xlen('{0}:dead:orders')).toBe(1);
});

test('holdfast dead-letters, nobody there or a PORT that is none: a sentence says so, and it exits with 2', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const nobody = await runCli({}, 'dead-letters', 'list', '--url', url);
  expect(nobody).toMatchObject({ code: 2, stdout: '' });
  expect(nobody.stderr).toMatch(
    /^No answer of a server at http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED .*\n$/,
  );
  const { code, stderr } = await runCli({ PORT: 'none' }, 'dead-letters', 'list');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PORT is "none": use a whole number/);
});

test('holdfast dead-letters, a server that sends it elsewhere: it does not go there, and exits with 2', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const env = { HOLDFAST_TOKEN: await tokenFor('operator', 'admin') };
  const url = `http://127.0.0.1:${port}`;
  const { code, stdout, stderr } = await runCli(env, 'dead-letters', 'list', '--url', url);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^No answer of a server at http:\/\/127\.0\.0\.1:\d+: .*redirect.*\n$/);
  expect(asked).toEqual(['/api/admin/dead-letters?limit=100']);
});
