import type { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { at } from '../../src/bus/index.js';
import { changeSource } from '../../src/bus/journal.js';
import type { Work } from '../../src/bus/lane.js';
import { needOf } from '../../src/bus/working-set.js';
import { openBus } from '../support/bus.js';
import { counters, createCounters, line, lineOf } from '../support/counters.js';
import { hold } from '../support/intercept.js';
import { openLane } from '../support/lane.js';
import { startProxy } from '../support/proxy.js';
import { startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

describe('Redis will not write', () => {
  const troubles = [
    {
      what: 'out of memory',
      begin: (client: Redis) => client.config('SET', 'maxmemory', '1'),
      end: (client: Redis) => client.config('SET', 'maxmemory', '0'),
      says: /^Redis refuses: OOM/,
    },
    {
      what: 'read-only',
      begin: (client: Redis) => client.replicaof('nobody.invalid', 1),
      end: (client: Redis) => client.replicaof('NO', 'ONE'),
      says: /^Redis refuses: READONLY/,
    },
  ];

  test.each(troubles)(
    '$what: unavailable within 2 s, nothing is stored, and it works again after',
    async ({ begin, end, says }) => {
      const { client, create, add, warnings } = await open();
      const { id, owner } = await create();

      await begin(client);
      const startedAt = performance.now();
      const results = await Promise.allSettled([add(id, 1), create(), add(id, 2, { deadlineMs: 200 })]);
      expect(performance.now() - startedAt).toBeLessThan(2000);
      for (const result of results) {
        expect(result).toMatchObject({ reason: { name: 'Unavailable', reason: 'unavailable' } });
      }
      expect(warnings).toEqual([{ err: expect.objectContaining({ message: expect.stringMatching(says) }) }]);
      await end(client);

      expect(await add(id, 4)).toMatchObject({ version: 1, count: 4 });
      expect(await line(client, id)).toEqual(lineOf(4));
      expect((await client.keys('{0}:counters:*')).sort()).toEqual([
        `{0}:counters:${id}`,
        '{0}:counters:by-count',
        `{0}:counters:by-owner:${owner}`,
      ]);
    },
  );

  test.each(troubles)('$what for a moment: the write waits, and is stored once', async ({ begin, end }) => {
    const { client, create, add, warnings } = await open();
    const { id } = await create();
    await begin(client);
    const added = add(id, 1);
    await waitFor(() => warnings.length > 0, { what: 'a first attempt to have failed' });
    await end(client);
    expect(await added).toMatchObject({ version: 1, count: 1 });
    expect(await line(client, id)).toEqual(lineOf(1));
  });
});

describe('a key holds something else', () => {
  test('the hash of a record: its commit rejects alone', async () => {
    const { client, create, add } = await open();
    const [a, b, c] = [await create(), await create(), await create()];
    await client.set(`{0}:counters:${b.id}`, 'no hash');
    const [first, wrong, last] = await Promise.allSettled([add(a.id, 1), add(b.id, 1), add(c.id, 1)]);
    expect(wrong).toMatchObject({ status: 'rejected', reason: { message: /^WRONGTYPE/ } });
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await client.get(`{0}:counters:${b.id}`)).toBe('no hash');
    expect(await line(client, b.id)).toEqual(lineOf());
  });

  test('an index: the command fails inside EXEC, which is a fault for its group and an error in the log', async () => {
    const { client, create, add, errors } = await open();
    const { id } = await create();
    await client.set('{0}:counters:by-owner:ann', 'no sorted set');
    const results = await Promise.allSettled([create('ann'), add(id, 1)]);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'Fault', message: 'a command failed inside EXEC; the others took effect' },
      });
    }
    expect(errors).toEqual([{ err: expect.objectContaining({ name: 'Fault' }) }]);
    expect(await add(id, 2)).toMatchObject({ version: 2, count: 3 });
  });
});

describe('a deadline', () => {
  test('passes while a later decision of the group still reads: what was refused is not written after all', async () => {
    const { client, proxy, create } = await open();
    const [a, b] = [await create(), await create()];
    const lane = openLane({ target: proxy.target });
    onTestFinished(() => lane.close({ timeoutMs: 1000 }));
    await lane.submit({ needs: () => [], decide: () => undefined });

    const read = hold(proxy, new RegExp(`\\{0\\}:counters:${b.id}`));
    const dependent: Work<void> = {
      needs: () => [need(a.id)],
      needsMore: (set) => (set.get(at(counters, a.id))?.count === 1 ? [need(b.id)] : []),
      decide: () => undefined,
    };
    const hasty = lane.submit(addOne(a.id), { deadlineMs: 50 });
    const refused = expect(hasty).rejects.toMatchObject({ name: 'Unavailable' });
    const patient = lane.submit(dependent);
    await read.arrived;
    await refused;
    read.release();
    await patient;

    const reason = await hasty.catch((error) => error.reason);
    const stored = (await line(client, a.id)).length > 1;
    expect({ reason, stored }).not.toEqual({ reason: 'unavailable', stored: true });
  });

  test.each(['the one before it', 'it itself'])(
    'passes while %s still reads, before it is decided: it is refused as not stored, and is not',
    async (who) => {
      const { client, proxy, create } = await open();
      const [a, b] = [await create(), await create()];
      const lane = openLane({ target: proxy.target });
      onTestFinished(() => lane.close({ timeoutMs: 1000 }));
      await lane.submit({ needs: () => [], decide: () => undefined });

      const read = hold(proxy, new RegExp(`\\{0\\}:counters:${b.id}`));
      const needs = () => [need(a.id)];
      const needsMore: Work<void>['needsMore'] = (set) =>
        set.get(at(counters, a.id))?.count === 1 ? [need(b.id)] : [];
      const first = lane.submit(addOne(a.id));
      const before = who === 'it itself' ? first : lane.submit({ needs, needsMore, decide: () => undefined });
      const hasty = lane.submit(
        { ...addOne(a.id), ...(who === 'it itself' && { needsMore }) },
        { deadlineMs: 50 },
      );
      const refused = expect(hasty).rejects.toMatchObject({ reason: 'unavailable' });
      await read.arrived;
      await refused;
      read.release();
      await Promise.all([first, before]);

      expect(await line(client, a.id)).toEqual(lineOf(1));
    },
  );
});

/** A bus, through a proxy, on a Redis of the test's own; what it logs is kept. */
async function open() {
  const server = await startRedis();
  onTestFinished(server.stop);
  const proxy = await startProxy(server);
  onTestFinished(proxy.stop);
  const warnings: Logged[] = [];
  const errors: Logged[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields: Logged) => void warnings.push(fields),
    error: (fields: Logged) => void errors.push(fields),
  };
  const bus = openBus({ target: proxy.target, log });
  onTestFinished(bus.close);
  const { create, add } = createCounters(bus);
  return { client: server.connect(), proxy, warnings, errors, create, add };
}

interface Logged {
  readonly err?: unknown;
}

const need = (id: string) => needOf(at(counters, id), 0);

function addOne(id: string): Work<void> {
  return {
    needs: () => [need(id)],
    decide(set) {
      const before = set.get(at(counters, id));
      if (before) changeSource(set, at(counters, id), { ...before, count: before.count + 1 });
    },
  };
}
