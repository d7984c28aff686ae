import { expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';

const production = { AUTH_SECRET: 'x'.repeat(32) };

it.each([
  ['on', true],
  ['off', false],
  ['', true],
])('readConfig: WEB=%s', (WEB, web) => {
  expect(readConfig({ WEB })).toMatchObject({ web });
});

it.each([
  ['https://id.example/login?client=shop', 'https://id.example/login?client=shop'],
  ['http://localhost:8080', 'http://localhost:8080/'],
])('readConfig: SIGN_IN_URL=%s', (SIGN_IN_URL, signInUrl) => {
  expect(readConfig({ SIGN_IN_URL, ...production })).toMatchObject({ signInUrl });
});

it.each([
  [{ WEB: 'no' }, 'WEB is "no": use on or off.'],
  [{ SIGN_IN_URL: 'id.example' }, 'SIGN_IN_URL is not a URL of the web: use https://host/path.'],
  [{ SIGN_IN_URL: 'javascript:alert(1)' }, 'SIGN_IN_URL is not a URL of the web: use https://host/path.'],
  [
    { SIGN_IN_URL: 'http://id.example/' },
    'SIGN_IN_URL asks id.example for tokens over http:, where they can be read: use https:.',
  ],
  [
    { SIGN_IN_URL: 'https://me:hunter2@id.example/' },
    'SIGN_IN_URL holds a user name or a password, which everybody would see: leave them out.',
  ],
  [
    { SIGN_IN_URL: 'https://id.example/#a' },
    'SIGN_IN_URL has a fragment or a return_to, which the page adds itself: leave them out.',
  ],
  [
    { SIGN_IN_URL: 'https://id.example/?return_to=x' },
    'SIGN_IN_URL has a fragment or a return_to, which the page adds itself: leave them out.',
  ],
])('readConfig: %j is refused', (env, sentence) => {
  expect(() => readConfig({ ...production, ...env })).toThrow(new ConfigError(sentence));
});
