import { expect, test } from 'vitest';
import { readReturned, signInAddress } from '../../web/session/returned-token.js';
import { readToken } from '../../web/session/token.js';

const good = tokenOf({ sub: 'ann', exp: Date.parse('2026-11-22T10:00:00Z') / 1000 });

test('readToken: who it is for, until when, and what it allows', () => {
  expect(readToken(tokenOf({ sub: 'Zoë', exp: 10, scope: 'admin  audit' }))).toEqual({
    user: 'Zoë',
    scopes: ['admin', 'audit'],
    expiresAtMs: 10_000,
  });
});

test.each([
  '',
  'a.b',
  'a.b.c',
  'a.b.c.d',
  tokenOf({ exp: 10 }),
  tokenOf({ sub: 'ann' }),
  tokenOf({ sub: '', exp: 10 }),
  tokenOf(null),
  tokenOf({ sub: 'x'.repeat(9000), exp: 10 }),
])('readToken: %s is none', (token) => {
  expect(readToken(token)).toBeUndefined();
});

test('sign-in: the address says where to come back to, and keeps what the operator has put there', () => {
  const address = signInAddress({
    signInUrl: 'https://id.example/login?client=shop',
    origin: 'https://shop.example',
    returnTo: '/tickets/7',
    attempt: 'k1',
  });
  const url = new URL(address);
  expect([url.origin, url.pathname, url.searchParams.get('client')]).toEqual([
    'https://id.example',
    '/login',
    'shop',
  ]);
  expect(url.searchParams.get('return_to')).toBe('https://shop.example/tickets/7?sign-in=k1');
});

test.each(['//evil.example/x', '/\t/evil.example', 'https://evil.example/'])(
  'sign-in: nobody is sent to %j with a token',
  (returnTo) => {
    const address = signInAddress({
      signInUrl: 'https://id.example/login',
      origin: 'https://shop.example',
      returnTo,
      attempt: 'k1',
    });
    const { origin } = new URL(new URL(address).searchParams.get('return_to') ?? '');
    expect(origin).toBe('https://shop.example');
  },
);

test('returned: a token that was asked for is taken, and the address is clean', () => {
  expect(readReturned(`https://shop.example/tickets/7?a=1&sign-in=k1#token=${good}`, 'k1')).toEqual({
    token: good,
    cleanAddress: '/tickets/7?a=1',
  });
});

test('returned: whether a token has run out is for the server to say, and not for a local clock', () => {
  const token = tokenOf({ sub: 'ann', exp: 1 });
  expect(readReturned(`https://shop.example/orders?sign-in=k1#token=${token}`, 'k1').token).toBe(token);
});

test.each([
  ['of another attempt', `?sign-in=k2#token=${good}`, 'k1'],
  ['that nobody asked for', `#token=${good}`, 'k1'],
  ['after the attempt was forgotten', `?sign-in=k1#token=${good}`, null],
  ['that is no token', '?sign-in=k1#token=abc', 'k1'],
])('returned: a token %s is not taken, and is removed from the address all the same', (_, rest, attempt) => {
  expect(readReturned(`https://shop.example/orders${rest}`, attempt)).toEqual({
    token: undefined,
    cleanAddress: '/orders',
  });
});

test('returned: an address without a sign-in stays as it is', () => {
  expect(readReturned('https://shop.example/orders?a=1#content', 'k1')).toEqual({
    token: undefined,
    cleanAddress: undefined,
  });
});

function tokenOf(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}
