import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { LevelWithSilent } from 'pino';
import { z } from 'zod';
import { MAX_PARTITIONS } from './bus/index.js';
import { isLoopback } from './loopback.js';
import { parseTarget } from './redis/index.js';
import { readTracing, type TracingConfig } from './tracing-config.js';

/** How tokens are checked. In development mode the server makes its own secret. */
export type AuthConfig =
  | { readonly kind: 'development' }
  | ({ readonly kind: 'secret'; readonly secret: Uint8Array } & RequiredClaims)
  | ({ readonly kind: 'jwks'; readonly url: URL } & RequiredClaims);

type RequiredClaims = { readonly issuer?: string; readonly audience?: string };

export type Config = {
  /** `development` when no key for tokens is set. */
  readonly mode: 'development' | 'production';
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Without it the server runs its own Redis in `dataDir`. */
  readonly redisUrl?: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly partitions: number;
  readonly holdSeconds: number;
  /**
   * How long a gap may stay in a copy before it asks for the ticket's state. Within 4.5 s (`claimIdleMs` and `blockMs` of
   * BUS_LIMITS) another process takes over what a dead one left: with less than 5, that is taken for lost, and healed and
   * counted as a gap. Nothing else goes wrong then, so that it is not refused.
   */
  readonly gapTimeoutSeconds: number;
  /** How old entries of the streams may become, and how many each partition's stream may hold. */
  readonly retention: { readonly seconds: number; readonly maxLength: number };
  /** ISO 4217, lower case. */
  readonly currency: string;
  readonly auth: AuthConfig;
  /** Of the payment provider, `whsec_…`; each of them is good. */
  readonly paymentSecrets: readonly string[];
  /** Of one user, or of one address without a token; 0 is no limit. */
  readonly rateLimitPerMinute: number;
  /** How many reverse proxies stand in front. */
  readonly trustedProxies: number;
  /** Whose pages may call the API in a browser; `*` alone is any. */
  readonly corsOrigins: readonly string[];
  /** Whether the page is served. */
  readonly web: boolean;
  /** Where the page sends somebody who wants a token; it comes back in the fragment of the address. */
  readonly signInUrl?: string;
  readonly logLevel: LevelWithSilent;
  /** Absent when no traces are sent. */
  readonly tracing?: TracingConfig;
};

/** The environment is wrong; the message has one sentence for each wrong value, on a line of its own. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration from the environment. An empty value counts as unset.
 *
 * @throws ConfigError
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const values = environment.safeParse(set);
  const wrong = (values.error?.issues ?? []).map((issue) => issue.message);
  const { tracing, mistakes: wrongInTracing } = readTracing(set);
  const mistakes = [...wrong, ...contradictions(set), ...wrongInTracing];
  if (!values.success || mistakes.length > 0) throw new ConfigError(mistakes.join('\n'));
  return Object.freeze({ ...toConfig(values.data), ...(tracing && { tracing }) });
}

const PRODUCTION_RATE_LIMIT = 600;

const environment = z.object({
  PORT: wholeNumber('PORT', { min: 0, max: 65_535, unset: 3000 }),
  HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || /^[a-z\d.-]+$/i.test(host), {
      error: ({ input }) => `HOST is ${quote(input)}: use a host name or an IP address, without a port.`,
    })
    .optional(),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, {
      error:
        'REDIS_URL is wrong (and not shown, as it may hold a password): ' +
        'use redis://host:6379, rediss://host:6379 or unix:///path/to/socket.',
    })
    .optional(),
  DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  PARTITIONS: wholeNumber('PARTITIONS', { min: 1, max: MAX_PARTITIONS, unset: 1 }),
  ORDER_HOLD_SECONDS: wholeNumber('ORDER_HOLD_SECONDS', { min: 1, max: 999_999_999, unset: 900 }),
  GAP_TIMEOUT_SECONDS: wholeNumber('GAP_TIMEOUT_SECONDS', { min: 1, max: 3600, unset: 5 }),
  STREAM_RETENTION_SECONDS: wholeNumber('STREAM_RETENTION_SECONDS', {
    min: 60,
    max: 999_999_999,
    unset: 604_800,
  }),
  STREAM_MAX_LENGTH: wholeNumber('STREAM_MAX_LENGTH', { min: 1000, max: 999_999_999, unset: 1_000_000 }),
  CURRENCY: z
    .string()
    .refine(isCurrency, {
      error: ({ input }) => `CURRENCY is ${quote(input)}: use three letters of ISO 4217, such as usd.`,
    })
    .toLowerCase()
    .default('usd'),
  AUTH_SECRET: z
    .string()
    // RFC 7518 section 3.2: a key as long as the hash, or longer.
    .refine((secret) => Buffer.byteLength(secret) >= 32, {
      error: ({ input }) =>
        `AUTH_SECRET has ${Buffer.byteLength(String(input))} bytes: ` +
        'use 32 or more, such as openssl rand -base64 48 prints.',
    })
    .transform((secret) => Buffer.from(secret))
    .optional(),
  AUTH_JWKS_URL: z.string().transform(toKeySetUrl).optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  PAYMENT_WEBHOOK_SECRET: z
    .string()
    .transform((secrets) => secrets.trim().split(/\s+/))
    .refine((secrets) => secrets.every(isWebhookSecret), {
      error:
        'PAYMENT_WEBHOOK_SECRET is wrong (and not shown): use the whsec_… of your payment provider, ' +
        'and while it is being replaced both, with a space between.',
    })
    .optional(),
  RATE_LIMIT_PER_MINUTE: numberText('RATE_LIMIT_PER_MINUTE', {
    min: 0,
    max: 1_000_000,
    unset: `${PRODUCTION_RATE_LIMIT} in production mode`,
  }).optional(),
  TRUSTED_PROXIES: wholeNumber('TRUSTED_PROXIES', { min: 0, max: 10, unset: 0 }),
  CORS_ORIGINS: z.string().transform(toOrigins).optional(),
  WEB: z
    .enum(['on', 'off'], { error: ({ input }) => `WEB is ${quote(input)}: use on or off.` })
    .default('on'),
  SIGN_IN_URL: z.string().transform(toSignInUrl).optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: ({ input }) =>
        `LOG_LEVEL is ${quote(input)}: use fatal, error, warn, info, debug, trace or silent.`,
    })
    .optional(),
});

type Environment = z.infer<typeof environment>;

function toConfig(values: Environment): Omit<Config, 'tracing'> {
  const auth = Object.freeze(toAuth(values));
  const mode = auth.kind === 'development' ? 'development' : 'production';
  return {
    mode,
    port: values.PORT,
    host: values.HOST ?? (mode === 'development' ? '127.0.0.1' : '0.0.0.0'),
    ...(values.REDIS_URL !== undefined && { redisUrl: values.REDIS_URL }),
    dataDir: values.DATA_DIR,
    partitions: values.PARTITIONS,
    holdSeconds: values.ORDER_HOLD_SECONDS,
    gapTimeoutSeconds: values.GAP_TIMEOUT_SECONDS,
    retention: Object.freeze({
      seconds: values.STREAM_RETENTION_SECONDS,
      maxLength: values.STREAM_MAX_LENGTH,
    }),
    currency: values.CURRENCY,
    auth,
    paymentSecrets: values.PAYMENT_WEBHOOK_SECRET ?? [],
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE ?? (mode === 'development' ? 0 : PRODUCTION_RATE_LIMIT),
    trustedProxies: values.TRUSTED_PROXIES,
    corsOrigins: values.CORS_ORIGINS ?? [],
    web: values.WEB === 'on',
    ...(values.SIGN_IN_URL !== undefined && { signInUrl: values.SIGN_IN_URL }),
    logLevel: values.LOG_LEVEL ?? (mode === 'development' ? 'warn' : 'info'),
  };
}

function toAuth({ AUTH_SECRET, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE }: Environment): AuthConfig {
  const claims = {
    ...(AUTH_ISSUER !== undefined && { issuer: AUTH_ISSUER }),
    ...(AUTH_AUDIENCE !== undefined && { audience: AUTH_AUDIENCE }),
  };
  if (AUTH_SECRET !== undefined) return { kind: 'secret', secret: AUTH_SECRET, ...claims };
  if (AUTH_JWKS_URL !== undefined) return { kind: 'jwks', url: AUTH_JWKS_URL, ...claims };
  return { kind: 'development' };
}

/** What is wrong although each value may be right by itself. */
function contradictions(env: NodeJS.ProcessEnv): string[] {
  const { AUTH_SECRET, AUTH_JWKS_URL, HOST, NODE_ENV } = env;
  if (AUTH_SECRET !== undefined && AUTH_JWKS_URL !== undefined) {
    return [
      'AUTH_SECRET and AUTH_JWKS_URL are both set: unset one of them, as tokens are checked in one way only.',
    ];
  }
  if (AUTH_SECRET !== undefined || AUTH_JWKS_URL !== undefined) return [];
  if (NODE_ENV === 'production') {
    return [
      'AUTH_SECRET and AUTH_JWKS_URL are missing, but NODE_ENV is production: set one of them; ' +
        'AUTH_SECRET can be what openssl rand -base64 48 prints.',
    ];
  }
  const mistakes = ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'SIGN_IN_URL']
    .filter((name) => env[name] !== undefined)
    .map((name) => `${name} is set without a key: set AUTH_SECRET or AUTH_JWKS_URL too, or unset it.`);
  if (HOST !== undefined && !isLoopback(HOST)) {
    mistakes.push(
      `HOST is ${quote(HOST)} in development mode, where anybody may make a token for any user: ` +
        'use 127.0.0.1, or set AUTH_SECRET or AUTH_JWKS_URL.',
    );
  }
  return mistakes;
}

function wholeNumber(name: string, { min, max, unset }: { min: number; max: number; unset: number }) {
  return numberText(name, { min, max, unset: String(unset) }).default(unset);
}

function numberText(name: string, { min, max, unset }: { min: number; max: number; unset: string }) {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && min <= Number(text) && Number(text) <= max, {
      error: ({ input }) =>
        `${name} is ${quote(input)}: use a whole number from ${min} to ${max}, or unset it for ${unset}.`,
    })
    .transform(Number);
}

function isRedisUrl(text: string): boolean {
  try {
    parseTarget(text);
    return true;
  } catch {
    return false;
  }
}

function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text.toUpperCase());
}

function toKeySetUrl(text: string, context: z.RefinementCtx): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    context.addIssue('AUTH_JWKS_URL is not a URL of the web: use https://host/path.');
  } else if (isInsecure(url)) {
    context.addIssue(
      `AUTH_JWKS_URL fetches keys from ${url.host} over http:, where they can be replaced: use https:.`,
    );
  } else if (url.username !== '' || url.password !== '') {
    context.addIssue('AUTH_JWKS_URL holds a user name or a password, which fetch refuses: leave them out.');
  } else {
    return url;
  }
  return z.NEVER;
}

function toSignInUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    context.addIssue('SIGN_IN_URL is not a URL of the web: use https://host/path.');
  } else if (isInsecure(url)) {
    context.addIssue(
      `SIGN_IN_URL asks ${url.host} for tokens over http:, where they can be read: use https:.`,
    );
  } else if (url.username !== '' || url.password !== '') {
    context.addIssue(
      'SIGN_IN_URL holds a user name or a password, which everybody would see: leave them out.',
    );
  } else if (url.hash !== '' || url.searchParams.has('return_to')) {
    context.addIssue(
      'SIGN_IN_URL has a fragment or a return_to, which the page adds itself: leave them out.',
    );
  } else {
    return url.href;
  }
  return z.NEVER;
}

function isInsecure({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname);
}

function toOrigins(text: string, context: z.RefinementCtx): string[] {
  const origins = text.trim().split(/\s+/);
  const [wrong] =
    origins.length === 1 && origins[0] === '*' ? [] : origins.filter((origin) => !isOrigin(origin));
  if (wrong === undefined) return origins;
  context.addIssue(
    `CORS_ORIGINS holds ${quote(wrong)}: use origins such as https://shop.example, ` +
      'as browsers send them and with spaces between, or * alone for any.',
  );
  return z.NEVER;
}

/** Browsers compare origins by their characters, so one that is spelt in another way would never match. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

/** Standard Webhooks: 24 to 64 random bytes in base64, behind a prefix. */
function isWebhookSecret(secret: string): boolean {
  const [, encoded = ''] = /^whsec_([A-Za-z\d+/]+=*)$/.exec(secret) ?? [];
  const { byteLength } = Buffer.from(encoded, 'base64');
  return byteLength >= 24 && byteLength <= 64;
}
