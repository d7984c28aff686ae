import { expect, test } from 'vitest';
import { describeTarget, parseTarget } from '../../src/redis/target.js';

const network = { host: 'localhost', port: 6379, username: undefined, password: undefined, db: 0 };

test.each([
  ['redis://localhost', network],
  ['redis://', network],
  ['redis://cache.internal:6380/3', { ...network, host: 'cache.internal', port: 6380, db: 3 }],
  ['redis://localhost?db=3', { ...network, db: 3 }],
  ['redis://:p%40ss@localhost', { ...network, password: 'p@ss' }],
  [
    'redis://me:secret@[::1]:7000',
    { ...network, host: '::1', port: 7000, username: 'me', password: 'secret' },
  ],
  ['rediss://localhost', { ...network, tls: {} }],
  ['unix:///run/redis.sock', { path: '/run/redis.sock', db: 0 }],
  ['unix:///a%20b/redis.sock?db=1', { path: '/a b/redis.sock', db: 1 }],
])('parseTarget: %s', (target, address) => {
  expect(parseTarget(target)).toEqual(address);
});

test('parseTarget: options in the query of a URL are not taken over', () => {
  expect(parseTarget('redis://localhost?enableOfflineQueue=true&retryStrategy=1')).toEqual(network);
});

test.each([
  ['localhost:6379', 'A Redis target is redis://host:6379'],
  ['http://localhost', 'A Redis target is redis://host:6379'],
  ['/run/redis.sock', 'A Redis target is redis://host:6379'],
  ['unix://run/redis.sock', 'lacks a slash'],
  [
    'redis://user:secret@localhost/tickets',
    'redis://localhost/tickets names the database "tickets": use a number',
  ],
])('parseTarget: %s is refused with a sentence', (target, sentence) => {
  expect(() => parseTarget(target)).toThrow(sentence);
});

test('describeTarget: a target is described without its credentials', () => {
  expect(describeTarget('redis://user:secret@localhost:6379/1')).toBe('redis://localhost:6379/1');
  expect(describeTarget('unix:///run/a@b/redis.sock')).toBe('unix:///run/a@b/redis.sock');
});
