import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { createMint } from '../../src/client/index.js';
import { readConfig } from '../../src/config.js';
import { createAuth, createRouter } from '../../src/http/index.js';
import { appWith } from '../http/fixtures.js';
import { runCli } from '../support/run-cli.js';

const AUTH_SECRET = 'a secret of this test, longer than 32 bytes';
const nowMs = Date.parse('2026-03-01T12:00:00Z');

describe('mint', () => {
  const claims = { AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'holdfast' };

  test.each<[string, Record<string, string>]>([
    ['no claims', {}],
    ['an issuer and an audience', claims],
  ])(
    'the environment of a server, which wants %s: the server knows the user by the token',
    async (_, more) => {
      const env = { AUTH_SECRET, ...more };
      const { token } = await createMint(env)({ user: 'ann', scope: 'admin', validSeconds: 60 });
      const { requireScope } = createAuth({ config: readConfig(env).auth });
      const router = createRouter();
      router.get('/me', requireScope('admin'), (c) => c.json({ user: c.get('user').id }));
      const app = appWith(router);
      const answer = await app.request('/api/me', { headers: { Authorization: `Bearer ${token}` } });
      expect([answer.status, await answer.json()]).toEqual([200, { user: 'ann' }]);
    },
  );

  test('a time: the token is good until then, and says who, what for and from whom', async () => {
    const mint = createMint({ AUTH_SECRET, ...claims }, () => nowMs + 999);
    const { token, expiresAt } = await mint({ user: 'ann', validSeconds: 90 });
    expect(expiresAt).toBe('2026-03-01T12:01:30.000Z');
    expect(decodeJwt(token)).toEqual({
      sub: 'ann',
      iss: claims.AUTH_ISSUER,
      aud: claims.AUTH_AUDIENCE,
      iat: nowMs / 1000,
      exp: nowMs / 1000 + 90,
    });
  });

  test.each(['', 'a'.repeat(201), '\ud800'])('a user that no server takes (%j): is refused', async (user) => {
    await expect(createMint({ AUTH_SECRET })({ user, validSeconds: 60 })).rejects.toThrow(
      'use 1 to 200 characters',
    );
  });
});

describe('holdfast token', () => {
  const isToken = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;

  test('a user: the token and nothing else is printed, good for 12 h', async () => {
    const { code, stdout, stderr } = await runCli({ AUTH_SECRET }, 'token', '--user', 'ann');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(isToken);
    const { exp = 0, iat = 0, ...claims } = decodeJwt(stdout.trim());
    expect([exp - iat, claims]).toEqual([43_200, { sub: 'ann' }]);
  });

  test('--json, --scope and --expires: a document with the time', async () => {
    const args = ['token', '--user', 'ann', '--scope', 'admin other', '--expires', '15m', '--json'];
    const { code, stdout } = await runCli({ AUTH_SECRET }, ...args);
    expect(code).toBe(0);
    const { token, expiresAt, ...others } = JSON.parse(stdout);
    expect(others).toEqual({});
    const { exp = 0, iat = 0, scope } = decodeJwt(token);
    expect([exp - iat, scope]).toEqual([900, 'admin other']);
    expect(Date.parse(expiresAt)).toBe(exp * 1000);
  });

  test.each<[string, Record<string, string>, string[], RegExp]>([
    ['no user', { AUTH_SECRET }, [], /^Required option '--user <id>' not specified\. .*--help/],
    ['an empty user', { AUTH_SECRET }, ['--user', ''], /use 1 to 200 characters/],
    ['no key', {}, ['--user', 'ann'], /^AUTH_SECRET is not set: set it to the key/],
    ['a short key', { AUTH_SECRET: 'short' }, ['--user', 'ann'], /^AUTH_SECRET has 5 bytes: use 32 or more/],
    [
      'the keys of an issuer',
      { AUTH_JWKS_URL: 'https://issuer.example/keys' },
      ['--user', 'ann'],
      /^AUTH_JWKS_URL is set: tokens are made by the issuer/,
    ],
    ['a time without a unit', { AUTH_SECRET }, ['--user', 'ann', '--expires', '12'], /s, m, h or d/],
    ['no time at all', { AUTH_SECRET }, ['--user', 'ann', '--expires', '0h'], /s, m, h or d/],
  ])('%s: a sentence says so, nothing is printed, and it exits with 2', async (_, env, args, sentence) => {
    const { code, stdout, stderr } = await runCli(env, 'token', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
