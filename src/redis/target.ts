import type { RedisOptions } from 'ioredis';

/**
 * Where Redis is, as a URL: `redis://[user:password@]host[:port][/db]`, `rediss://…` for TLS, or
 * `unix:///path/to/socket[?db=1]`.
 */
export type RedisTarget = string;

/** What of a connection's options a target decides. */
export type RedisAddress = Pick<
  RedisOptions,
  'path' | 'host' | 'port' | 'username' | 'password' | 'db' | 'tls'
>;

/**
 * The address part of the connection options. Nothing else of the URL is taken over: ioredis lets a URL's query set
 * any option, and `?enableOfflineQueue=true` would break the promises of `connectExclusive`.
 *
 * @throws Error with a sentence for the operator when the target is none of the three kinds.
 */
export function parseTarget(target: RedisTarget): RedisAddress {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  switch (url?.protocol) {
    case 'unix:':
      if (url.host !== '')
        throw new Error(`${target} lacks a slash: a Redis socket is written unix:///path/to/socket`);
      return {
        path: decodeURIComponent(url.pathname),
        db: database(url.searchParams.get('db') ?? '', target),
      };
    case 'redis:':
      return network(url, target);
    case 'rediss:':
      return { ...network(url, target), tls: {} };
    default:
      throw new Error('A Redis target is redis://host:6379, rediss://host:6379 or unix:///path/to/socket');
  }
}

/** The target without its credentials, for logs and error messages. */
export function describeTarget(target: RedisTarget): string {
  return target.replace(/\/\/[^/]*@/, '//');
}

function network(url: URL, target: RedisTarget): RedisAddress {
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: url.port === '' ? 6379 : Number(url.port),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: database(url.searchParams.get('db') ?? url.pathname.slice(1), target),
  };
}

function database(text: string, target: RedisTarget): number {
  if (!/^\d*$/.test(text))
    throw new Error(`${describeTarget(target)} names the database "${text}": use a number`);
  return Number(text);
}
