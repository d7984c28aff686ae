import type { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newId, Unavailable } from '../../src/bus/index.js';
import type { RedisTarget } from '../../src/redis/index.js';
import { type AddingLane, openAddingLane } from '../support/adding-lane.js';
import { hashOf, line, lineOf } from '../support/counters.js';
import { hold, meet, requests } from '../support/intercept.js';
import { ownProxy } from '../support/own.js';
import type { RequestVerdict, Proxy as TestProxy } from '../support/proxy.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis({ appendonly: true, args: ['--appendfsync', 'always'] });

/** Each chunk that a lane sends: where it is in the transaction, and what has to happen before for it to be sent. */
const POINTS = {
  'the handshake': { kind: requests.handshake, isFirst: true },
  'WATCH and load': { kind: requests.load },
  'the load of one record more': { kind: requests.extend },
  'MULTI … EXEC': { kind: requests.exec },
  'the handshake before the fence is asked': { kind: requests.handshake, exec: 'cut-after' },
  'the question to the fence, EXEC stored': { kind: requests.recovery, exec: 'cut-after' },
  'the question to the fence, EXEC lost': { kind: requests.recovery, exec: 'cut-before' },
} satisfies Record<string, Point>;

interface Point {
  readonly kind: RegExp;
  /** The chunk is met on the first connection of the lane, else in its second transaction. */
  readonly isFirst?: boolean;
  readonly exec?: 'cut-after' | 'cut-before';
}

type Strike = (scene: Scene) => RequestVerdict | void | Promise<void>;

/** What happens to the chunk; all of it passes by itself. */
const FAULTS: Record<string, Strike> = {
  'cut before it': () => 'cut-before',
  'cut after it': () => 'cut-after',
  'its reply is too late': ({ proxy, givenUp }) => {
    proxy.pauseReplies();
    void givenUp().then(proxy.heal);
  },
  'it arrives too late': async ({ givenUp }) => {
    await givenUp();
  },
  'byte by byte, both ways': ({ proxy }) => {
    proxy.trickle(1);
  },
  'CLIENT KILL of its connection': async ({ ours, client }) => {
    for (const id of await connectionsOf(ours, client)) await client.client('KILL', 'ID', id);
  },
  'Redis killed before it, and back': async () => {
    await redis.kill('SIGKILL');
    await redis.restart();
  },
  'Redis killed after it, and back': ({ proxy }) => {
    const struck = proxy.connections.at(-1);
    // Nothing passes but the chunk itself until Redis is back.
    proxy.blackHole();
    const restart = async () => {
      await waitFor(() => !proxy.connections.some((one) => one === struck), {
        what: 'the chunk to have passed',
      });
      await redis.kill('SIGKILL');
      await redis.restart();
      proxy.heal();
    };
    void restart();
    return 'cut-after';
  },
};

const cases = Object.entries(POINTS).flatMap(([at, point]) =>
  Object.entries(FAULTS).flatMap(([fault, strike]) =>
    [false, true].map((rival) => {
      const named: Point = point;
      return { at, point: named, fault, strike, rival, who: rival ? 'with a rival' : 'alone' };
    }),
  ),
);

describe('lane: a fault that passes', () => {
  test.each(cases)('$at, $fault, $who: the write is stored once, and so is the next one', async (row) => {
    const scene = await openScene(row.point);
    const { id, ours, rival, proxy } = scene;
    const met = meet(proxy, row.point.kind, async () => {
      if (row.rival) await rival.add(id, RIVAL);
      return (await row.strike(scene)) ?? undefined;
    });
    await ours.add(id, OURS, { deadlineMs: 20_000 });
    expect(met.times).toBe(1);
    proxy.heal();
    await ours.add(id, NEXT, { deadlineMs: 20_000 });

    // The rival gets in first, except where ours has been stored by then.
    const both = row.point.exec === 'cut-after' ? [OURS, RIVAL] : [RIVAL, OURS];
    await scene.expectChanges([...(row.rival ? both : [OURS]), NEXT]);
  });
});

test('lane: EXEC arrives between the question to the fence and the next try: it fails, and the write is stored once', async () => {
  const { id, ours, proxy, expectChanges } = await openScene(POINTS['MULTI … EXEC']);
  const late = hold(proxy, requests.exec);
  const asked = meet(proxy, requests.recovery, undefined);
  const added = ours.add(id, OURS, { deadlineMs: 20_000 });
  const before = await late.arrived;
  const retry = hold(proxy, requests.load);
  await retry.arrived;
  late.release();
  // Redis sees the end of the old connection only after all that was sent before it.
  await waitFor(() => before.isEnded, { what: 'the late EXEC to have arrived' });
  retry.release();
  await added;
  expect(asked.times).toBe(1);
  await ours.add(id, NEXT);
  await expectChanges([OURS, NEXT]);
});

interface Staying {
  readonly at: keyof typeof POINTS;
  readonly verdict: RequestVerdict;
  /** What the caller is told. */
  readonly told: 'unavailable' | 'outcome-unknown';
  readonly stored: boolean;
}

const STAYING: readonly Staying[] = [
  { at: 'the handshake', verdict: 'cut-before', told: 'unavailable', stored: false },
  { at: 'WATCH and load', verdict: 'cut-before', told: 'unavailable', stored: false },
  { at: 'WATCH and load', verdict: 'cut-after', told: 'unavailable', stored: false },
  { at: 'the load of one record more', verdict: 'cut-before', told: 'unavailable', stored: false },
  { at: 'the load of one record more', verdict: 'cut-after', told: 'unavailable', stored: false },
  { at: 'MULTI … EXEC', verdict: 'cut-before', told: 'outcome-unknown', stored: false },
  { at: 'MULTI … EXEC', verdict: 'cut-after', told: 'outcome-unknown', stored: true },
  {
    at: 'the question to the fence, EXEC stored',
    verdict: 'cut-before',
    told: 'outcome-unknown',
    stored: true,
  },
  {
    at: 'the question to the fence, EXEC lost',
    verdict: 'cut-after',
    told: 'outcome-unknown',
    stored: false,
  },
];

describe('lane: a fault after which Redis stays away', () => {
  test.each(STAYING)('$at, $verdict: $told, stored: $stored, and the next write works', async (row) => {
    const point: Point = POINTS[row.at];
    const { proxy, ours, id, expectChanges } = await openScene(point);
    let away = false;
    const back = proxy.onRequest((chunk): RequestVerdict => {
      if (away) return 'cut-before';
      away = point.kind.test(chunk.toString('latin1'));
      return away ? row.verdict : undefined;
    });
    const told = await ours.add(id, OURS, { deadlineMs: 800 }).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(Unavailable);
    expect(told).toMatchObject({ reason: row.told });
    back();
    await ours.add(id, NEXT, { deadlineMs: 20_000 });
    await expectChanges([...(row.stored ? [OURS] : []), NEXT]);
  });
});

const [FIRST, OURS, RIVAL, NEXT] = [1, 10, 100, 1000];

interface Scene {
  readonly id: string;
  readonly ours: AddingLane;
  readonly rival: AddingLane;
  readonly proxy: TestProxy;
  readonly client: Redis;
  /** Resolves when the lane has made a connection more than it has now. */
  givenUp(): Promise<void>;
  /** The counter has had these changes since the scene was set, in that order, and no other. */
  expectChanges(changes: readonly number[]): Promise<void>;
}

/** A counter, a lane behind a proxy that comes to a point of its transaction next, and a rival that has no proxy. */
async function openScene({ isFirst, exec }: Point): Promise<Scene> {
  const proxy = await ownProxy(redis);
  const client = redis.connect();
  const [ours, rival] = [openLane(proxy), openLane(redis)];
  const id = newId(0);
  await (isFirst ? rival : ours).add(id, FIRST);
  if (exec) meet(proxy, requests.exec, exec);
  return {
    ...{ id, ours, rival, proxy, client },
    async givenUp() {
      const { accepted } = proxy;
      await waitFor(() => proxy.accepted > accepted, { what: 'another connection of the lane' });
    },
    async expectChanges(changes) {
      const all = [FIRST, ...changes];
      expect(await line(client, id)).toEqual(
        lineOf(...all)
          .slice(1)
          .map(([n, count]) => [n - 1, count]),
      );
      const count = all.reduce((sum, change) => sum + change, 0);
      const version = String(changes.length);
      expect(await hashOf(client, id)).toMatchObject({ version, count: String(count) });
    },
  };
}

function openLane({ target }: { readonly target: RedisTarget }): AddingLane {
  const lane = openAddingLane({ target, replyTimeoutMs: 150 });
  onTestFinished(lane.close);
  return lane;
}

/** The ids that Redis knows a lane's connections by; one that has not said its name yet is among them. */
async function connectionsOf({ name }: AddingLane, client: Redis): Promise<string[]> {
  const clients = String(await client.client('LIST')).split('\n');
  return clients
    .filter((one) => one.includes(` name=${name} `) || one.includes(' cmd=NULL '))
    .map((one) => /^id=(\d+)/.exec(one)?.[1] ?? '');
}
