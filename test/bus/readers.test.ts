import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { announceReader, deleteGoneConsumers } from '../../src/bus/readers.js';
import { connectExclusive } from '../../src/redis/index.js';
import { openBus, readingLimits } from '../support/bus.js';
import { watchCommands } from '../support/commands.js';
import { callsOf } from '../support/commandstats.js';
import { consumers, pending, pendingIds, readAndForget } from '../support/groups.js';
import { hold, requests } from '../support/intercept.js';
import { openLane } from '../support/lane.js';
import { createLedger } from '../support/ledger.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { NEVER_MS, startReading } from '../support/reading.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('consumers: one whose process was killed, is deleted when its entry is taken over and not before', async () => {
  const { client, ledger, read, openAccounts, deposit, untilDone, expectBookedOnce } = startReading(redis);
  const { stream, group } = ledger;
  const proxy = await ownProxy(redis);
  onTestFinished(proxy.heal);
  read({}, proxy.target);
  const [account = ''] = await openAccounts(1);
  await deposit([account], { from: 2, to: 2 });
  const { consumer: killed } = await waitFor(async () => (await pending(client, stream, group))[0], {
    what: 'it to have an entry in hand',
  });
  proxy.blackHole();
  proxy.cut();

  const seen = await watchCommands(redis);
  const eager = (claimIdleMs: number) => {
    const bus = openBus({
      ...{ target: redis.target, subscriptions: [ledger.subscription()] },
      limits: {
        ...readingLimits({ blockMs: 20, claimIdleMs }),
        upkeep: { firstMs: 1, everyMs: 10, pieceSize: 10 },
      },
    });
    onTestFinished(bus.close);
  };
  eager(NEVER_MS);
  const looks = () =>
    seen.alone.filter((command) => command[0] === 'xpending' && command.at(-1) === killed).length;
  await waitFor(() => looks() > 5, { what: 'it to be looked at again and again' });
  expect(await pending(client, stream, group)).toMatchObject([{ consumer: killed }]);
  eager(50);
  await waitFor(async () => !(await consumers(client, stream, group)).includes(killed), {
    what: 'it to be deleted',
  });
  expect(await pendingIds(client, stream, group)).toHaveLength(1);
  await deposit([account], { to: 1 });
  await untilDone();
  await expectBookedOnce([account], 2);
});

test('consumers: those that are connected, stay though they have nothing to do', async () => {
  const { reader, remove, names } = await open();
  const one = await reader('one');
  await reader('other');
  expect(await remove()).toEqual([]);
  expect(await names()).toEqual(['one', 'other']);
  one.disconnect();
  await waitFor(async () => (await remove()).includes('one'), { what: 'Redis to notice that it is gone' });
  expect(await names()).toEqual(['other']);
});

test('consumers: one that is gone with an entry pending, stays', async () => {
  const { client, ledger, reader, gone, remove, names } = await open();
  await reader('other');
  await gone('one');
  const [entryId] = [await ledger.deposit(client, 'account', 1)];
  await readAndForget(client, { ...ledger, consumer: 'one' }, 1);
  expect(await remove()).toEqual([]);
  expect(await pending(client, ledger.stream, ledger.group)).toMatchObject([{ entryId, consumer: 'one' }]);
  expect(await names()).toEqual(['one', 'other']);
});

test('consumers: one that comes back and reads while it is being deleted, stays with what it read', async () => {
  const proxy = await ownProxy(redis);
  const { client, ledger, reader, gone, remove } = await open();
  await reader('other');
  await gone('one');
  const exec = hold(proxy, requests.exec);
  const removing = remove(proxy);
  await exec.arrived;
  const back = await reader('one');
  const entryId = await ledger.deposit(client, 'account', 1);
  await readAndForget(back, { ...ledger, consumer: 'one' }, 1);
  exec.release();
  expect(await removing).toEqual([]);
  expect(await pending(client, ledger.stream, ledger.group)).toMatchObject([{ entryId, consumer: 'one' }]);
});

test('consumers: one that has come back by the time of the last look and reads after it, stays with what it read', async () => {
  const proxy = await ownProxy(redis);
  const { client, ledger, reader, gone, remove } = await open();
  await reader('other');
  await gone('one');
  const [watch, exec] = [hold(proxy, requests.watch), hold(proxy, requests.exec)];
  const removing = remove(proxy);
  await watch.arrived;
  const back = await reader('one');
  watch.release();
  await exec.arrived;
  const entryId = await ledger.deposit(client, 'account', 1);
  await readAndForget(back, { ...ledger, consumer: 'one' }, 1);
  exec.release();
  expect(await removing).toEqual([]);
  expect(await pending(client, ledger.stream, ledger.group)).toMatchObject([{ entryId, consumer: 'one' }]);
});

test('consumers: one that is gone, its connections are looked for before what is pending on it', async () => {
  const server = await ownRedis();
  const proxy = await ownProxy(server);
  const { reader, gone, remove } = await open(server);
  await reader('other');
  await gone('one');
  const commands: string[] = [];
  proxy.onRequest((chunk) => {
    // MONITOR shows no CLIENT.
    commands.push(
      ...(chunk.toString().match(/(?<=\r\n)(watch|client\r\n\$4\r\nlist|xpending)(?=\r\n)/g) ?? []),
    );
    return undefined;
  });
  const seen = await watchCommands(server);
  expect(await remove(proxy)).toEqual(['one']);
  expect(commands).toEqual(['watch', 'client\r\n$4\r\nlist', 'xpending']);
  await seen.until('xgroup');
  expect(seen.transactions.map((transaction) => transaction.map(([name]) => name))).toEqual([
    ['set', 'xgroup', 'hdel'],
  ]);
});

test('consumers: those that never announced themselves, stay', async () => {
  const { client, ledger, reader, gone, remove, names } = await open();
  await reader('other');
  await gone('one');
  await client.xgroup('CREATECONSUMER', ledger.stream, ledger.group, 'by hand');
  expect(await remove()).toEqual(['one']);
  expect(await names()).toEqual(['by hand', 'other']);
});

test('consumers: one that was deleted already, is forgotten', async () => {
  const { client, ledger, reader, gone, remove } = await open();
  await reader('other');
  await gone('one');
  await client.xgroup('DELCONSUMER', ledger.stream, ledger.group, 'one');
  expect(await remove()).toEqual(['one']);
  expect(await remove()).toEqual([]);
});

test('consumers: a process alone, asks for no connections', async () => {
  const server = await ownRedis();
  const { client, reader, remove } = await open(server);
  await reader('one');
  expect(await remove()).toEqual([]);
  expect([await callsOf(client, 'hkeys'), await callsOf(client, 'client\\|list')]).toEqual([1, 0]);
  await reader('other');
  expect(await remove()).toEqual([]);
  expect(await callsOf(client, 'client\\|list')).toBe(1);
});

/** A group of the test's own, whose consumers the test plays. */
async function open(server: Pick<typeof redis, 'target' | 'connect'> = redis) {
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const { stream, group } = ledger;
  const place = { subscription: ledger.subscription(), partition: 0 };
  const client = server.connect();
  await client.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
  const reader = async (consumer: string) => {
    const connection = await connectExclusive(server.target, 'test-reader');
    onTestFinished(() => connection.disconnect());
    await announceReader(connection, place, { consumer, replyTimeoutMs: 1000 });
    await connection.xgroup('CREATECONSUMER', stream, group, consumer);
    return connection;
  };
  return {
    client,
    ledger,
    /** The connection of a consumer that has announced itself. */
    reader,
    /** A consumer whose process is gone. */
    async gone(consumer: string) {
      const connection = await reader(consumer);
      const id = String(await connection.client('ID'));
      connection.disconnect();
      await waitFor(async () => String(await client.call('CLIENT', 'LIST', 'ID', id)).trim() === '', {
        what: 'Redis to notice that it is gone',
      });
    },
    async remove(to: Pick<typeof redis, 'target'> = server) {
      const lane = openLane(to);
      onTestFinished(() => lane.close({ timeoutMs: 500 }));
      return await deleteGoneConsumers(client, [lane], [place.subscription]);
    },
    names: async () => (await consumers(client, stream, group)).sort(),
  };
}
