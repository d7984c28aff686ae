import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.js';

const service = z.object({
  image: z.string(),
  profiles: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  command: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()), start_period: z.string() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).optional(),
});

const text = readFileSync('compose.yaml', 'utf8');
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(text, { merge: true }));

const ofProfile = (name: string) =>
  Object.entries(compose.services).filter(([, { profiles }]) => profiles.includes(name));
const servers = Object.values(compose.services).filter(({ image }) => image === 'holdfast');

/** What compose makes of a value, by https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md */
function interpolate(value: string, env: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\$\{(\w+)(:[-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const given = env[name] ?? '';
    if (given === '' && kind === ':?')
      throw new Error(`required variable ${name} is missing a value: ${rest}`);
    return given === '' ? rest : given;
  });
}

function configOf({ environment }: z.infer<typeof service>, env: Readonly<Record<string, string>>) {
  const pairs = Object.entries(environment).map(([name, value]) => [name, interpolate(value, env)]);
  return readConfig({ NODE_ENV: 'production', ...Object.fromEntries(pairs) });
}

test('compose.yaml: one profile is a single server, the other two servers and a Redis', () => {
  expect(ofProfile('single').map(([name]) => name)).toEqual(['holdfast']);
  expect(ofProfile('pair').map(([name]) => name)).toEqual(['holdfast-1', 'holdfast-2', 'redis']);
  expect(Object.values(compose.services).map(({ profiles }) => profiles.length)).toEqual([1, 1, 1, 1]);
});

test('compose.yaml: every variable of a server is one that the configuration knows', () => {
  const known = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+): /gm)].map(
    ([, name]) => name,
  );
  expect(known).toContain('DATA_DIR');
  for (const { environment } of servers) {
    for (const name of Object.keys(environment)) expect(known).toContain(name);
  }
});

test('compose.yaml, without AUTH_SECRET: each server is refused with a sentence on it', () => {
  for (const server of servers) {
    expect(() => configOf(server, {})).toThrow(
      'required variable AUTH_SECRET is missing a value: is the key that tokens are signed with; ' +
        'set it to what openssl rand -base64 48 prints',
    );
  }
});

test('compose.yaml, with AUTH_SECRET alone: each server has what it needs, and the pair the same Redis', () => {
  const [single, ...pair] = servers.map((server) => configOf(server, { AUTH_SECRET: 'k'.repeat(48) }));
  expect(single).toMatchObject({ mode: 'production', paymentSecrets: [] });
  expect(single?.redisUrl).toBeUndefined();
  expect(pair.map(({ redisUrl }) => redisUrl)).toEqual(new Array(2).fill('redis://redis:6379'));
});

test('compose.yaml: the secret of payments is passed on', () => {
  const secret = `whsec_${'k'.repeat(32)}`;
  for (const server of servers) {
    const { paymentSecrets } = configOf(server, {
      AUTH_SECRET: 'k'.repeat(48),
      PAYMENT_WEBHOOK_SECRET: secret,
    });
    expect(paymentSecrets).toEqual([secret]);
  }
});

test('compose.yaml: each server has a port of its own on the host', () => {
  expect(servers.flatMap(({ ports }) => ports)).toEqual(['3000:3000', '3001:3000', '3002:3000']);
});

test('compose.yaml: a server can write to its volume alone, and has longer to stop than it takes', () => {
  for (const server of servers) {
    expect(server).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '15s' });
  }
  expect(servers.flatMap(({ volumes }) => volumes)).toEqual(['holdfast:/data']);
});

test('docs/operating.md: the backup of a container is made in its volume, as all else is memory or read-only', () => {
  const document = readFileSync('docs/operating.md', 'utf8');
  const [, dir] = /`docker exec -it -w (\S+) holdfast sh`/.exec(document) ?? [];
  const [single] = servers;
  expect(single?.tmpfs).toEqual(['/tmp']);
  expect(single?.volumes).toEqual([`holdfast:${dir}`]);
  const named = [...document.matchAll(/`docker exec holdfast (?:cat|rm) (\S+)\/backup\.tar\.gz/g)];
  expect(named.map(([, path]) => path)).toEqual([dir, dir]);
});

test('compose.yaml: Redis keeps what it acknowledged, drops nothing, is waited for, and no host reaches it', () => {
  const { redis } = compose.services;
  expect(redis?.image).toBe('redis:7-bookworm');
  expect(redis?.command).toMatch(
    /^redis-server .*--appendonly yes .*--appendfsync always .*--aof-load-truncated no .*--maxmemory-policy noeviction$/,
  );
  expect(redis).toMatchObject({ ports: [], volumes: ['redis:/data'] });
  expect(redis?.healthcheck).toMatchObject({
    test: ['CMD-SHELL', expect.stringContaining('PONG')],
    start_period: '10m',
  });
  const pair = servers.slice(1).map(({ depends_on }) => depends_on);
  expect(pair).toEqual(new Array(2).fill({ redis: { condition: 'service_healthy' } }));
  expect(Object.keys(compose.volumes).sort()).toEqual(['holdfast', 'redis']);
});
