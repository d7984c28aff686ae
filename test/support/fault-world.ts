import { expect, onTestFinished } from 'vitest';
import { type FaultLoad, lastReadiness, startFaultLoad, type TimedAnswer } from './fault-load.js';
import { startHoldfast, type TestServer } from './holdfast.js';
import { newUser } from './http-market.js';
import { ownProxy, ownRedis } from './own.js';
import { stopwatch } from './processor-wait.js';
import type { Proxy as RedisProxy } from './proxy.js';
import type { RedisServer } from './redis.js';
import { expectSound } from './sound.js';
import { expectStored } from './told-stored.js';
import { waitFor } from './wait-for.js';

/** How soon a server serves again once Redis does, without anybody's doing. */
const RECOVERY_MS = 5000;

/** A whole server behind a proxy, on a Redis that writes to the disk, with users who read and write all the time. */
export interface FaultWorld {
  readonly redis: RedisServer;
  readonly proxy: RedisProxy;
  readonly server: TestServer;
  readonly load: FaultLoad;
}

export async function openFaultWorld(): Promise<FaultWorld> {
  const redis = await ownRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  const proxy = await ownProxy(redis);
  const server = await startHoldfast(proxy);
  onTestFinished(server.stop);
  const load = await startFaultLoad(server);
  onTestFinished(() => load.stop().catch(() => undefined));
  await load.acknowledged(50);
  return { redis, proxy, server, load };
}

/** Something that happens to Redis; `end` resolves when Redis is itself again. */
export interface RedisFault {
  begin(world: FaultWorld): Promise<unknown> | unknown;
  end(world: FaultWorld): Promise<unknown> | unknown;
  /** What /readyz comes to say meanwhile, as `name: detail`; nothing where the server stays ready. */
  readonly says?: RegExp;
  /** How long it lasts at least, in milliseconds. Default: until enough was seen. */
  readonly lastsMs?: number;
}

/**
 * Lets a fault happen, and expects that the server comes back by itself, with all that it has acknowledged and nothing
 * that it has refused.
 *
 * @returns the answers to all that was asked while it lasted
 */
export async function withstand(world: FaultWorld, fault: RedisFault): Promise<TimedAnswer[]> {
  const { redis, load } = world;
  await fault.begin(world);
  const begunAt = performance.now();
  await waitFor(() => isSeen(load.since(begunAt), begunAt, fault), {
    ...{ what: 'enough to be seen of the fault', timeoutMs: (fault.lastsMs ?? 0) + 15_000 },
  });
  const answers = load.since(begunAt);

  await fault.end(world);
  await waitFor(async () => (await redis.connect().ping()) === 'PONG', { what: 'Redis to answer' });
  await expectRecovery(world.server);
  await load.acknowledged(20);
  await load.stop();
  await expectNothingLost(world);
  return answers;
}

/** By then whoever waits in vain has been answered, and asked once more. */
const SEEN_MS = 3500;

function isSeen(answers: readonly TimedAnswer[], begunAt: number, { says, lastsMs = SEEN_MS }: RedisFault) {
  if (performance.now() - begunAt < lastsMs) return false;
  if (says === undefined) return true;
  return lastReadiness(answers)?.some((failed) => says.test(failed)) === true;
}

/** Expects that the server comes back in time; called when Redis is itself again. */
export async function expectRecovery(server: Pick<TestServer, 'as' | 'anonymous'>): Promise<void> {
  const elapsed = stopwatch();
  const seller = await newUser(server, 'seller');
  await waitFor(
    async () => {
      const ready = await server.anonymous.get('/readyz');
      const written = await seller.post('/api/tickets', { title: 'Row 9', price: 900_000 });
      return ready.status === 200 && written.status === 201;
    },
    { what: 'the server to be ready and to write' },
  );
  expect(elapsed()).toBeLessThan(RECOVERY_MS);
}

/** Nothing is under way, every law holds, and what users were told is true. */
export async function expectNothingLost({
  redis,
  load,
}: {
  redis: Pick<RedisServer, 'target' | 'connect'>;
  load: FaultLoad;
}): Promise<void> {
  await expectSound(redis);
  await expectStored(redis.connect(), load.told);
}

/** The answers to calls of one kind, by their status. */
export function statusesOf(answers: readonly TimedAnswer[], kind: 'reads' | 'writes'): number[] {
  const isRead = ({ call }: TimedAnswer) => call.startsWith('GET /api/');
  const isWrite = ({ call }: TimedAnswer) => !call.startsWith('GET ');
  const chosen = answers.filter(kind === 'reads' ? isRead : isWrite);
  return [...new Set(chosen.map(({ answer }) => answer.status))].sort();
}
