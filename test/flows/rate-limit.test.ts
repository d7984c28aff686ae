import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { follow } from '../support/follow.js';
import { type Answer, type Client, startHoldfast, tokenFor } from '../support/holdfast.js';
import { newUser } from '../support/http-market.js';
import { ownRedis } from '../support/own.js';
import { problemIn } from '../support/problem.js';
import { type RedisServer, useRedis } from '../support/redis.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('RATE_LIMIT_PER_MINUTE', () => {
  test('a user: as many as it says are served, then 429, and the answers tell what is left', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '3' });
    const ann = await newUser(server, 'ann');

    const answers: Answer[] = [];
    for (let n = 0; n < 5; n += 1) answers.push(await ann.get('/api/orders'));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers.map(left)).toEqual([2, 1, 0, 0, 0]);
    for (const { headers } of answers) {
      expect(headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
      expect(headers.get('ratelimit')).toMatch(/^"default";r=\d;t=(60|5\d)$/);
    }
    const refused = answers[4];
    expect(refused && problemIn(refused)).toBe('429 too-many-requests');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(40);
  });

  test('GET /events: one caller watches with 200 clients, and with one more when one has gone', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '1000' });
    const ann = await newUser(server, 'ann');
    const followers = await Promise.all(Array.from({ length: 200 }, () => follow(server, { user: ann.id })));
    const refused = await ann.get('/api/events');
    expect(problemIn(refused)).toBe('429 too-many-requests');
    expect(refused.headers.get('retry-after')).toBe('10');

    await follow(server, { user: 'bob' });
    followers[0]?.vanish();
    await waitFor(
      async () =>
        await follow(server, { user: ann.id }).then(
          () => true,
          () => false,
        ),
      { what: 'a place' },
    );
  });

  test('two users do not share, nor does somebody without a token', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '2', TRUSTED_PROXIES: '1' });
    const [ann, bob] = [await newUser(server, 'ann'), await newUser(server, 'bob')];
    await useUp(ann, 2);

    expect(left(await bob.get('/api/tickets'))).toBe(1);
    expect(left(await server.anonymous.get('/api/tickets', from(newAddress())))).toBe(1);
  });

  test('without a token or with a bad one, all of one address share', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '3', TRUSTED_PROXIES: '1' });
    const address = newAddress();
    const call = async (headers: Record<string, string> = {}) =>
      (await server.anonymous.get('/api/tickets', { ...from(address), ...headers })).status;

    expect([await call(), await call({ authorization: 'Bearer bad' }), await call()]).toEqual([
      200, 401, 200,
    ]);
    expect(await call()).toBe(429);
    expect(await call({ 'x-forwarded-for': `${address}, ${newAddress()}` })).toBe(200);
  });

  test('X-Forwarded-For without a proxy that is trusted: nobody gets a new address by it', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '2' }, await ownRedis());
    const answers: Answer[] = [];
    for (let n = 0; n < 3; n += 1)
      answers.push(await server.anonymous.get('/api/tickets', from(newAddress())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  test('two servers count together', async () => {
    const [one, other] = [
      await limited({ RATE_LIMIT_PER_MINUTE: '3' }),
      await limited({ RATE_LIMIT_PER_MINUTE: '3' }),
    ];
    const id = `ann-${randomUUID()}`;
    const [here, there] = [await one.as(id), await other.as(id)];

    expect([left(await here.get('/api/orders')), left(await there.get('/api/orders'))]).toEqual([2, 1]);
    expect(left(await here.get('/api/orders'))).toBe(0);
    expect((await there.get('/api/orders')).status).toBe(429);
  });

  test('health and payment notices are not counted', async () => {
    const secret = `whsec_${Buffer.from(randomUUID()).toString('base64')}`;
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '1', PAYMENT_WEBHOOK_SECRET: secret });
    const ann = await newUser(server, 'ann');
    await useUp(ann, 1);

    for (const path of ['/healthz', '/readyz']) expect((await ann.get(path)).status).toBe(200);
    for (let n = 0; n < 3; n += 1) {
      const answer = await ann.post('/api/payments/webhook', {});
      expect(problemIn(answer)).toBe('401 invalid-signature');
      expect(answer.headers.get('ratelimit')).toBeNull();
    }
  });

  test.each([{ RATE_LIMIT_PER_MINUTE: '0' }, { RATE_LIMIT_PER_MINUTE: '', AUTH_SECRET: '' }])(
    '%j: no limit, and no connection for one',
    async (env) => {
      const server = await ownRedis();
      const { anonymous } = await limited(env, server);

      expect((await anonymous.get('/api/tickets')).headers.get('ratelimit')).toBeNull();
      expect(String(await server.connect().client('LIST'))).not.toContain('holdfast-limits');
    },
  );

  test('production mode, unset: 600', async () => {
    const server = await limited({ RATE_LIMIT_PER_MINUTE: '' });
    const answer = await (await newUser(server, 'ann')).get('/api/orders');
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=600;w=60');
  });
});

const outages: [string, 'SIGKILL' | 'SIGSTOP', (redis: RedisServer) => Promise<void>][] = [
  ['killed', 'SIGKILL', (server) => server.restart()],
  ['stopped', 'SIGSTOP', (server) => server.kill('SIGCONT')],
];

test.each(outages)(
  'Redis %s: nobody is refused, the log says so once, and they are counted when it is back',
  async (_, signal, end) => {
    const own = await ownRedis({ appendonly: true });
    const server = await startServerProcess({
      REDIS_URL: own.target,
      RATE_LIMIT_PER_MINUTE: '2',
      LOG_LEVEL: 'info',
    });
    // Whose calls need no Redis: the limit is all that could hold them up.
    const call = async () => (await fetch(`${server.url}/api/nowhere`, await tokenOf(ann))).status;
    const ann = `ann-${randomUUID()}`;
    expect([await call(), await call(), await call()]).toEqual([404, 404, 429]);

    await own.kill(signal);
    const bob = await newUser(server, 'bob');
    for (let n = 0; n < 20; n += 1) {
      const startedAt = performance.now();
      expect((await bob.get('/api/nowhere')).status).toBe(404);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
    await waitForLine(server, 'not counted');

    await end(own);
    await waitFor(async () => left(await bob.get('/api/nowhere')) === 0, { what: 'bob to be counted' });
    expect((await bob.get('/api/nowhere')).status).toBe(429);
    await waitForLine(server, 'counted again');
    expect(linesAbout(server.process.stderr, 'not counted')).toHaveLength(1);
    expect(linesAbout(server.process.stderr, 'counted again')).toHaveLength(1);
  },
);

async function limited(env: Record<string, string>, on: Pick<RedisServer, 'target'> = redis) {
  const server = await startHoldfast(on, env);
  onTestFinished(server.stop);
  return server;
}

async function useUp(client: Client, perMinute: number): Promise<void> {
  for (let n = 0; n < perMinute; n += 1) await client.get('/api/tickets');
  expect((await client.get('/api/tickets')).status).toBe(429);
}

function left({ headers }: Answer): number {
  return Number(/^"default";r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]);
}

async function tokenOf(user: string) {
  return { headers: { authorization: `Bearer ${await tokenFor(user)}` } };
}

function from(address: string): Record<string, string> {
  return { 'x-forwarded-for': address };
}

/** One that no other test has: a network of 64 bits of 2001:db8::/32 (RFC 3849). */
function newAddress(): string {
  const [group = '', other = ''] = randomUUID().match(/[\da-f]{4}/g) ?? [];
  return `2001:db8:${group}:${other}::1`;
}

/** A line is written at the end of a turn of the event loop, and may come after the answer that it is about. */
async function waitForLine({ process }: Pick<ServerProcess, 'process'>, what: string): Promise<void> {
  await waitFor(() => linesAbout(process.stderr, what).length > 0, { what: `the line "${what}"` });
}

function linesAbout(log: string, what: string): string[] {
  return log.split('\n').filter((line) => line.includes(what));
}
