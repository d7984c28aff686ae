import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLimiter } from '../../src/http/index.js';
import { closeQuietly, connectBestEffort } from '../../src/redis/index.js';
import { callsOf } from '../support/commandstats.js';
import { collectLog } from '../support/embedded.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { type RedisServer, useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('createLimiter', () => {
  test('each request of a caller takes one, until nothing is left', async () => {
    const { limiter } = await limit({ perMinute: 2 });
    const caller = randomUUID();

    const allowances = [
      await limiter.count(caller),
      await limiter.count(caller),
      await limiter.count(caller),
    ];

    const resetMs = expect.toSatisfy((ms: number) => ms > 50_000 && ms <= 60_000);
    expect(allowances).toEqual([
      { granted: true, remaining: 1, resetMs },
      { granted: true, remaining: 0, resetMs },
      { granted: false, remaining: 0, resetMs },
    ]);
  });

  test('50 at once: exactly as many are granted as the limit says', async () => {
    const { limiter } = await limit({ perMinute: 20 });
    const caller = randomUUID();

    const allowances = await Promise.all(Array.from({ length: 50 }, () => limiter.count(caller)));

    expect(allowances.filter((allowance) => allowance?.granted)).toHaveLength(20);
    expect(allowances.filter((allowance) => allowance?.granted === false)).toHaveLength(30);
  });

  test('callers do not share, and two servers do', async () => {
    const [{ limiter: one }, { limiter: other }] = [
      await limit({ perMinute: 2 }),
      await limit({ perMinute: 2 }),
    ];
    const [ann, bob] = [randomUUID(), randomUUID()];

    await one.count(ann);
    expect(await other.count(ann)).toMatchObject({ granted: true, remaining: 0 });
    expect(await one.count(ann)).toMatchObject({ granted: false });
    expect(await one.count(bob)).toMatchObject({ granted: true, remaining: 1 });
  });

  test('what it keeps in Redis is named for it and expires by itself', async () => {
    const { limiter } = await limit({ perMinute: 2 });
    const caller = `u:${randomUUID()} {0}:\n"ä"`;
    await limiter.count(caller);

    const client = redis.connect();
    expect(await client.keys(`holdfast:limit:${caller.slice(0, 38)}*`)).toEqual([`holdfast:limit:${caller}`]);
    expect(await client.ttl(`holdfast:limit:${caller}`)).toBeGreaterThan(50);
  });

  test('who has used everything up costs Redis nothing more', async () => {
    const server = await ownRedis();
    const { limiter } = await limit({ perMinute: 3, target: server.target });
    const commands = () => countsAsked(server);
    for (let n = 0; n < 3; n += 1) await limiter.count('ann');
    const before = await commands();

    for (let n = 0; n < 10; n += 1) expect(await limiter.count('ann')).toMatchObject({ granted: false });

    expect([before, await commands()]).toEqual([3, 3]);
  });
});

describe('createLimiter, far from the limit', () => {
  test('requests one after the other: Redis is asked for some at a time, and what is left is exact', async () => {
    const server = await ownRedis();
    const { limiter } = await limit({ perMinute: 600, target: server.target });

    const left: (number | undefined)[] = [];
    for (let n = 0; n < 100; n += 1) left.push((await limiter.count('ann'))?.remaining);

    expect(left).toEqual(Array.from({ length: 100 }, (_, n) => 599 - n));
    expect(await countsAsked(server)).toBeLessThan(15);
  });

  test('requests in one turn of the event loop: one command counts them', async () => {
    const server = await ownRedis();
    const { limiter } = await limit({ perMinute: 600, target: server.target });

    const allowances = await Promise.all(Array.from({ length: 50 }, () => limiter.count('ann')));

    expect(allowances.map((allowance) => allowance?.remaining)).toEqual(
      Array.from({ length: 50 }, (_, n) => 599 - n),
    );
    expect(await countsAsked(server)).toBe(1);
  });

  test.each([1, 40])('two servers, %i at once, until both refuse: exactly the limit', async (burst) => {
    const perMinute = 400;
    const servers = [await limit({ perMinute }), await limit({ perMinute })];
    const caller = randomUUID();
    const callers = servers.flatMap((server) => Array.from({ length: burst }, () => server));

    let granted = 0;
    let last: number;
    do {
      const allowances = await Promise.all(callers.map(({ limiter }) => limiter.count(caller)));
      last = allowances.filter((allowance) => allowance?.granted).length;
      granted += last;
    } while (last > 0);

    expect(granted).toBe(perMinute);
  });

  test('another server has used up what this one knows of: nothing more is granted', async () => {
    const perMinute = 400;
    const { limiter } = await limit({ perMinute });
    const { limiter: other } = await limit({ perMinute });
    const caller = randomUUID();
    let granted = 0;
    const count = async ({ count }: typeof limiter, times: number) => {
      for (let n = 0; n < times; n += 1) if ((await count(caller))?.granted) granted += 1;
    };

    // By the second it has taken seven ahead, which the ninth uses up.
    await count(limiter, 9);
    await count(other, perMinute);
    await count(limiter, 20);

    expect(granted).toBe(perMinute);
  });

  test('several commands under way: what each takes ahead stays good', async () => {
    const perMinute = 400;
    const proxy = await ownProxy(redis);
    const { limiter } = await limit({ perMinute, target: proxy.target });
    const caller = randomUUID();
    await limiter.count(caller);
    proxy.delay(20);
    const counting: ReturnType<typeof limiter.count>[] = [];
    for (let n = 0; n < 10; n += 1) {
      counting.push(limiter.count(caller));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(counting);
    proxy.heal();

    let granted = 11;
    while ((await limiter.count(caller))?.granted) granted += 1;
    expect(granted).toBe(perMinute);
  });

  test('the minute is over: what was taken ahead is not used any more', async () => {
    const server = await ownRedis();
    let nowMs = 0;
    const { limiter } = await limit({ perMinute: 600, target: server.target, now: () => nowMs });
    for (let n = 0; n < 3; n += 1) await limiter.count('ann');
    const before = await countsAsked(server);
    await limiter.count('ann');
    expect(await countsAsked(server)).toBe(before);

    nowMs += 60_000;
    await server.connect().flushdb();

    expect(await limiter.count('ann')).toMatchObject({ granted: true, remaining: 599 });
    expect(await countsAsked(server)).toBe(before + 1);
  });

  test('used up, and the minute is over: granted again', async () => {
    const server = await ownRedis();
    let nowMs = 0;
    const { limiter } = await limit({ perMinute: 1, target: server.target, now: () => nowMs });
    for (const granted of [true, false]) expect(await limiter.count('ann')).toMatchObject({ granted });

    nowMs += 60_000;
    await server.connect().flushdb();

    expect(await limiter.count('ann')).toMatchObject({ granted: true });
  });
});

describe('createLimiter, when Redis does not count', () => {
  test('silent: nobody is refused, those to come do not ask, one line when it begins and ends', async () => {
    const proxy = await ownProxy(redis);
    let nowMs = 0;
    const { limiter, log } = await limit({ perMinute: 1, target: proxy.target, now: () => nowMs });
    const caller = randomUUID();
    await limiter.count(caller);
    proxy.pauseReplies();

    const others = [randomUUID(), randomUUID()];
    expect(await Promise.all(others.map((other) => limiter.count(other)))).toEqual([undefined, undefined]);
    let asked = 0;
    proxy.onRequest((chunk) => {
      if (chunk.includes('eval')) asked += 1;
      return undefined;
    });
    const startedAt = Date.now();
    for (let n = 0; n < 50; n += 1) expect(await limiter.count(caller)).toBeUndefined();
    expect(Date.now() - startedAt).toBeLessThan(150);
    expect(asked).toBe(0);
    expect(log.lines).toEqual([['warn', expect.stringContaining('not counted')]]);

    proxy.heal();
    await waitFor(
      () => {
        nowMs += 1000;
        return limiter.count(randomUUID());
      },
      { what: 'requests to be counted' },
    );
    expect(await limiter.count(caller)).toMatchObject({ granted: false });
    expect(log.lines.slice(1)).toEqual([['info', 'requests are counted again']]);
  });

  test('silent: of those that come after the pause, one alone waits', async () => {
    const proxy = await ownProxy(redis);
    let nowMs = 0;
    const { limiter } = await limit({ perMinute: 1, target: proxy.target, now: () => nowMs });
    proxy.pauseReplies();
    await limiter.count(randomUUID());
    nowMs += 1000;

    const probe = limiter.count(randomUUID());
    const startedAt = Date.now();
    expect(await limiter.count(randomUUID())).toBeUndefined();
    expect(Date.now() - startedAt).toBeLessThan(100);
    expect(await probe).toBeUndefined();
    proxy.heal();
  });

  test('killed: nobody is refused, and after the restart they are counted', async () => {
    const server = await ownRedis();
    const { limiter, log } = await limit({ perMinute: 5, target: server.target });
    await limiter.count('ann');
    await server.kill('SIGKILL');

    for (let n = 0; n < 20; n += 1) expect(await limiter.count('ann')).toBeUndefined();
    await server.restart();

    const allowance = await waitFor(() => limiter.count('ann'), { what: 'requests to be counted' });
    expect(allowance).toMatchObject({ granted: true, remaining: 4 });
    expect(log.lines.map(([level]) => level)).toEqual(['warn', 'info']);
  });

  test('silent, and then the clock of the server is set back an hour: counted again all the same', async () => {
    const rightNow = Date.now;
    let behindMs = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => rightNow() - behindMs);
    const proxy = await ownProxy(redis);
    const { limiter, log } = await limit({ perMinute: 5, target: proxy.target });
    proxy.pauseReplies();
    expect(await limiter.count(randomUUID())).toBeUndefined();
    proxy.heal();
    behindMs = 3_600_000;
    await waitFor(() => limiter.count(randomUUID()), { what: 'requests to be counted' });
    expect(log.lines.map(([level]) => level)).toEqual(['warn', 'info']);
  });

  test('an answer to somebody who had asked before it failed: it is not back by that', async () => {
    const proxy = await ownProxy(redis);
    const { limiter, log } = await limit({ perMinute: 5, target: proxy.target });
    const client = redis.connect();
    const broken = randomUUID();
    await client.rpush(`holdfast:limit:${broken}`, 'no number');
    const sent = new Promise<void>((resolve) => {
      proxy.onRequest(() => {
        resolve();
        return undefined;
      });
    });
    // Neither is answered before both have asked.
    proxy.pauseReplies();

    const failing = limiter.count(broken);
    await sent;
    const counting = limiter.count(randomUUID());
    proxy.heal();

    expect(await Promise.all([failing, counting])).toMatchObject([undefined, { remaining: 4 }]);
    expect(log.lines.map(([level]) => level)).toEqual(['warn']);
  });

  test('refusing to write: nobody is refused', async () => {
    const server = await ownRedis({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
    const { limiter, log } = await limit({ perMinute: 1, target: server.target });

    expect([await limiter.count('ann'), await limiter.count('ann')]).toEqual([undefined, undefined]);
    expect(log.lines).toHaveLength(1);
  });
});

async function countsAsked(server: RedisServer): Promise<number> {
  return (await callsOf(server.connect(), 'eval')) + (await callsOf(server.connect(), 'evalsha'));
}

type Limit = { perMinute: number; target?: string; now?: () => number };

async function limit({ perMinute, target = redis.target, ...clock }: Limit) {
  const connection = await connectBestEffort(target, 'test');
  onTestFinished(() => closeQuietly(connection));
  const log = collectLog();
  return { limiter: createLimiter({ redis: connection, perMinute, log, ...clock }), log };
}
