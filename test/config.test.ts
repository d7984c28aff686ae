import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';

const secret = 'x'.repeat(32);

function mistakesIn(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('readConfig: defaults', () => {
  it('without anything: development mode on loopback', () => {
    expect(readConfig({})).toEqual({
      mode: 'development',
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      partitions: 1,
      holdSeconds: 900,
      gapTimeoutSeconds: 5,
      retention: { seconds: 604_800, maxLength: 1_000_000 },
      currency: 'usd',
      auth: { kind: 'development' },
      paymentSecrets: [],
      rateLimitPerMinute: 0,
      trustedProxies: 0,
      corsOrigins: [],
      web: true,
      logLevel: 'warn',
    });
  });

  it('with a secret: production mode on all addresses', () => {
    expect(readConfig({ AUTH_SECRET: secret, NODE_ENV: 'production' })).toMatchObject({
      mode: 'production',
      host: '0.0.0.0',
      auth: { kind: 'secret', secret: Buffer.from(secret) },
      rateLimitPerMinute: 600,
      logLevel: 'info',
    });
  });

  it('an empty value counts as unset', () => {
    const names = [
      'PORT',
      'HOST',
      'REDIS_URL',
      'DATA_DIR',
      'PARTITIONS',
      'ORDER_HOLD_SECONDS',
      'STREAM_RETENTION_SECONDS',
      'STREAM_MAX_LENGTH',
      'CURRENCY',
      'RATE_LIMIT_PER_MINUTE',
      'TRUSTED_PROXIES',
      'CORS_ORIGINS',
      'WEB',
      'SIGN_IN_URL',
      'LOG_LEVEL',
    ];
    const auth = ['AUTH_SECRET', 'AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'];

    expect(readConfig(Object.fromEntries([...names, ...auth].map((name) => [name, ''])))).toEqual(
      readConfig({}),
    );
  });

  it('is frozen', () => {
    const config = readConfig({});

    expect(Object.isFrozen(config) && Object.isFrozen(config.auth)).toBe(true);
  });
});

describe('readConfig: values', () => {
  it.each([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65_535 }],
    [{ HOST: 'localhost' }, { host: 'localhost' }],
    [{ HOST: '127.8.9.1' }, { host: '127.8.9.1' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: '10.0.0.7', AUTH_SECRET: secret }, { host: '10.0.0.7' }],
    [{ HOST: 'shop.example', AUTH_SECRET: secret }, { host: 'shop.example' }],
    [{ REDIS_URL: 'redis://localhost' }, { redisUrl: 'redis://localhost' }],
    [{ REDIS_URL: 'rediss://u:p@redis.example:6380/2' }, { redisUrl: 'rediss://u:p@redis.example:6380/2' }],
    [{ REDIS_URL: 'unix:///run/redis.sock' }, { redisUrl: 'unix:///run/redis.sock' }],
    [{ DATA_DIR: '/var/lib/holdfast' }, { dataDir: '/var/lib/holdfast' }],
    [{ PARTITIONS: '64' }, { partitions: 64 }],
    [{ ORDER_HOLD_SECONDS: '1' }, { holdSeconds: 1 }],
    [{ GAP_TIMEOUT_SECONDS: '3600' }, { gapTimeoutSeconds: 3600 }],
    [{ STREAM_RETENTION_SECONDS: '60' }, { retention: { seconds: 60, maxLength: 1_000_000 } }],
    [{ STREAM_MAX_LENGTH: '1000' }, { retention: { seconds: 604_800, maxLength: 1000 } }],
    [{ CURRENCY: 'EUR' }, { currency: 'eur' }],
    [{ RATE_LIMIT_PER_MINUTE: '60' }, { rateLimitPerMinute: 60 }],
    [{ RATE_LIMIT_PER_MINUTE: '0', AUTH_SECRET: secret }, { rateLimitPerMinute: 0 }],
    [{ RATE_LIMIT_PER_MINUTE: '1000000' }, { rateLimitPerMinute: 1_000_000 }],
    [{ TRUSTED_PROXIES: '10' }, { trustedProxies: 10 }],
    [{ CORS_ORIGINS: '*' }, { corsOrigins: ['*'] }],
    [
      { CORS_ORIGINS: ' https://shop.example  http://localhost:5173 ' },
      { corsOrigins: ['https://shop.example', 'http://localhost:5173'] },
    ],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [{ LOG_LEVEL: 'trace', AUTH_SECRET: secret }, { logLevel: 'trace' }],
  ])('%j', (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected);
  });

  it.each([
    'https://id.example/jwks',
    'http://localhost:8080/jwks',
    'http://127.0.0.1/jwks',
    'http://[::1]:1/jwks',
  ])('AUTH_JWKS_URL %s', (url) => {
    const env = { AUTH_JWKS_URL: url, AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'holdfast' };

    expect(readConfig(env)).toMatchObject({
      mode: 'production',
      auth: { kind: 'jwks', url: new URL(url), issuer: 'https://id.example', audience: 'holdfast' },
    });
  });
});

describe('readConfig: wrong values', () => {
  it.each([
    [{ PORT: '65536' }, 'PORT is "65536": use a whole number from 0 to 65535, or unset it for 3000.'],
    [{ PORT: '-1' }, 'PORT is "-1": use a whole number from 0 to 65535, or unset it for 3000.'],
    [{ PORT: '0x50' }, 'PORT is "0x50": use a whole number from 0 to 65535, or unset it for 3000.'],
    [{ PORT: ' 80' }, 'PORT is " 80": use a whole number from 0 to 65535, or unset it for 3000.'],
    [
      { HOST: 'localhost:3000', AUTH_SECRET: secret },
      'HOST is "localhost:3000": use a host name or an IP address, without a port.',
    ],
    [{ PARTITIONS: '0' }, 'PARTITIONS is "0": use a whole number from 1 to 64, or unset it for 1.'],
    [{ PARTITIONS: '65' }, 'PARTITIONS is "65": use a whole number from 1 to 64, or unset it for 1.'],
    [
      { ORDER_HOLD_SECONDS: '0' },
      'ORDER_HOLD_SECONDS is "0": use a whole number from 1 to 999999999, or unset it for 900.',
    ],
    [
      { ORDER_HOLD_SECONDS: '0.5' },
      'ORDER_HOLD_SECONDS is "0.5": use a whole number from 1 to 999999999, or unset it for 900.',
    ],
    [
      { STREAM_RETENTION_SECONDS: '59' },
      'STREAM_RETENTION_SECONDS is "59": use a whole number from 60 to 999999999, or unset it for 604800.',
    ],
    [
      { STREAM_MAX_LENGTH: '999' },
      'STREAM_MAX_LENGTH is "999": use a whole number from 1000 to 999999999, or unset it for 1000000.',
    ],
    [{ CURRENCY: 'usdx' }, 'CURRENCY is "usdx": use three letters of ISO 4217, such as usd.'],
    [{ CURRENCY: 'zzz' }, 'CURRENCY is "zzz": use three letters of ISO 4217, such as usd.'],
    [
      { RATE_LIMIT_PER_MINUTE: '1000001' },
      'RATE_LIMIT_PER_MINUTE is "1000001": use a whole number from 0 to 1000000, ' +
        'or unset it for 600 in production mode.',
    ],
    [
      { TRUSTED_PROXIES: '11' },
      'TRUSTED_PROXIES is "11": use a whole number from 0 to 10, or unset it for 0.',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud": use fatal, error, warn, info, debug, trace or silent.'],
  ])('%j', (env, sentence) => {
    expect(mistakesIn(env)).toEqual([sentence]);
  });

  it.each([
    ['https://shop.example/', 'https://shop.example/'],
    ['shop.example', 'shop.example'],
    ['https://Shop.example', 'https://Shop.example'],
    ['https://shop.example:443', 'https://shop.example:443'],
    ['https://shop.example,https://m.shop.example', 'https://shop.example,https://m.shop.example'],
    ['https://shop.example *', '*'],
    ['null', 'null'],
    ['ftp://shop.example', 'ftp://shop.example'],
  ])('CORS_ORIGINS %s', (origins, wrong) => {
    expect(mistakesIn({ CORS_ORIGINS: origins })).toEqual([
      `CORS_ORIGINS holds "${wrong}": use origins such as https://shop.example, ` +
        'as browsers send them and with spaces between, or * alone for any.',
    ]);
  });

  it('has one sentence for each of them', () => {
    const env = { PORT: 'a', PARTITIONS: 'b', CURRENCY: 'c', AUTH_SECRET: 'd', AUTH_JWKS_URL: 'e' };

    expect(mistakesIn(env).map((sentence) => sentence.split(' ')[0])).toEqual([
      'PORT',
      'PARTITIONS',
      'CURRENCY',
      'AUTH_SECRET',
      'AUTH_JWKS_URL',
      'AUTH_SECRET',
    ]);
  });

  it.each([
    'localhost:6379',
    'http://localhost:6379',
    'redis://localhost/one',
    'redis://:pa%ss@localhost',
    'unix://run/redis.sock',
    'redis://me:hunter2@',
  ])('REDIS_URL %s, which is not shown', (url) => {
    expect(mistakesIn({ REDIS_URL: url })).toEqual([
      'REDIS_URL is wrong (and not shown, as it may hold a password): ' +
        'use redis://host:6379, rediss://host:6379 or unix:///path/to/socket.',
    ]);
  });
});

describe('readConfig: keys for tokens', () => {
  it('AUTH_SECRET needs 32 bytes, and is not shown', () => {
    const short = 'hunter2-hunter2-hunter2-hunter2';

    expect(mistakesIn({ AUTH_SECRET: short })).toEqual([
      'AUTH_SECRET has 31 bytes: use 32 or more, such as openssl rand -base64 48 prints.',
    ]);
    expect(mistakesIn({ AUTH_SECRET: 'é'.repeat(16) })).toEqual([]);
  });

  it.each([
    ['id.example/jwks', 'AUTH_JWKS_URL is not a URL of the web: use https://host/path.'],
    ['file:///etc/jwks.json', 'AUTH_JWKS_URL is not a URL of the web: use https://host/path.'],
    [
      'http://id.example/jwks',
      'AUTH_JWKS_URL fetches keys from id.example over http:, where they can be replaced: use https:.',
    ],
    [
      'http://127.0.0.1.example/jwks',
      'AUTH_JWKS_URL fetches keys from 127.0.0.1.example over http:, where they can be replaced: use https:.',
    ],
    [
      'https://me:hunter2@id.example/jwks',
      'AUTH_JWKS_URL holds a user name or a password, which fetch refuses: leave them out.',
    ],
  ])('AUTH_JWKS_URL %s', (url, sentence) => {
    expect(mistakesIn({ AUTH_JWKS_URL: url })).toEqual([sentence]);
  });

  it('only one of the two may be set', () => {
    expect(mistakesIn({ AUTH_SECRET: secret, AUTH_JWKS_URL: 'https://id.example/jwks' })).toEqual([
      'AUTH_SECRET and AUTH_JWKS_URL are both set: unset one of them, as tokens are checked in one way only.',
    ]);
  });

  it('NODE_ENV=production refuses development mode and names what is missing', () => {
    expect(mistakesIn({ NODE_ENV: 'production', HOST: '0.0.0.0' })).toEqual([
      'AUTH_SECRET and AUTH_JWKS_URL are missing, but NODE_ENV is production: set one of them; ' +
        'AUTH_SECRET can be what openssl rand -base64 48 prints.',
    ]);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'shop.example', '127.0.0.1.example', '::ffff:10.0.0.1'])(
    'development mode refuses HOST %s',
    (host) => {
      expect(mistakesIn({ HOST: host })).toEqual([
        `HOST is "${host}" in development mode, where anybody may make a token for any user: ` +
          'use 127.0.0.1, or set AUTH_SECRET or AUTH_JWKS_URL.',
      ]);
    },
  );

  it.each(['AUTH_ISSUER', 'AUTH_AUDIENCE', 'SIGN_IN_URL'])(
    '%s without a key is refused: it would not be checked',
    (name) => {
      expect(mistakesIn({ [name]: 'https://id.example' })).toEqual([
        `${name} is set without a key: set AUTH_SECRET or AUTH_JWKS_URL too, or unset it.`,
      ]);
    },
  );

  it('no message ever holds a secret', () => {
    const wrong = {
      AUTH_SECRET: 'hunter2',
      AUTH_JWKS_URL: 'http://me:hunter2@id.example/',
      REDIS_URL: 'redis://:hunter2@localhost/x',
    };

    expect(mistakesIn(wrong)).toHaveLength(4);
    expect(mistakesIn(wrong).join()).not.toContain('hunter2');
  });
});

describe('readConfig: PAYMENT_WEBHOOK_SECRET', () => {
  const [one, other] = ['a', 'b'].map(
    (letter) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`,
  );

  it.each([
    [`${one}`, [one]],
    [` ${one}  ${other} `, [one, other]],
  ])('%j: each of the secrets', (value, secrets) => {
    expect(readConfig({ PAYMENT_WEBHOOK_SECRET: value }).paymentSecrets).toEqual(secrets);
  });

  it.each(['whsec_c2hvcnQ=', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `${one},${other}`])(
    '%j: refused, and not shown',
    (value) => {
      const [mistake] = mistakesIn({ PAYMENT_WEBHOOK_SECRET: value });
      expect(mistake).toMatch(/^PAYMENT_WEBHOOK_SECRET is wrong/);
      expect(mistake).not.toContain(value);
    },
  );
});
