import { describe, expect, onTestFinished, test } from 'vitest';
import { closeQuietly, connectBestEffort, connectExclusive, connectShared } from '../../src/redis/connect.js';
import { startProxy } from '../support/proxy.js';
import { startRedis, useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis({ args: ['--enable-debug-command', 'yes'] });

describe('connectExclusive', () => {
  test('is connected, speaks RESP2 and bears its name', async () => {
    const lane = await exclusive(redis.target, 'lane-0');
    expect(String(await lane.client('INFO'))).toMatch(/ name=lane-0 .* resp=2/);
  });

  test('a command in flight when the connection is cut rejects, and so does every later one', async () => {
    const proxy = await proxied();
    const lane = await exclusive(proxy.target);
    proxy.dropReplies();
    const inFlight = lane.get('a');
    const pipelined = lane.pipeline().get('a').get('b').exec();
    const transaction = lane.multi().get('a').exec();
    proxy.cut();
    await expect(inFlight).rejects.toThrow('Connection is closed');
    expect((await pipelined)?.map(([error]) => error?.message)).toEqual([closed, closed]);
    await expect(transaction).rejects.toThrow('Connection is closed');
    await expect(lane.get('a')).rejects.toThrow('Connection is closed');
  });

  test('never reconnects, and never sends a command again', async () => {
    const key = crypto.randomUUID();
    const proxy = await proxied();
    const lane = await exclusive(proxy.target);
    proxy.onRequest((chunk) => (chunk.includes(key) ? 'cut-after' : undefined));
    await expect(lane.incr(key)).rejects.toThrow();
    expect(lane.status).toBe('end');
    await expect(lane.incr(key)).rejects.toThrow();
    expect(proxy.accepted).toBe(1);
    expect(await redis.connect().get(key)).toBe('1');
  });

  test('a blocking command is cut short by no time limit of the client', async () => {
    const key = crypto.randomUUID();
    const reader = await exclusive(redis.target);
    const read = reader.xread('BLOCK', 5000, 'STREAMS', key, '$');
    const writer = redis.connect();
    await waitFor(async () => (await writer.info('clients')).includes('blocked_clients:1'), {
      what: 'the reader to block',
    });
    // Longer than every time limit that connect.ts knows.
    await writer.call('DEBUG', 'SLEEP', '1.6');
    await writer.xadd(key, '1-0', 'a', '1');
    expect(await read).toEqual([[key, [['1-0', ['a', '1']]]]]);
  });

  test('a peer that accepts and never answers is given up within 2 s', async () => {
    const proxy = await proxied();
    proxy.blackHole();
    const startedAt = Date.now();
    await expect(connectExclusive(proxy.target, 'test')).rejects.toThrow('no answer within 1000 ms');
    expect(Date.now() - startedAt).toBeLessThan(2000);
    proxy.heal();
    await waitFor(() => proxy.connections.length === 0, { what: 'the connection to be closed' });
  });

  test('nobody there: rejects with the reason as its cause', async () => {
    await expect(connectExclusive('unix:///nowhere/redis.sock', 'test')).rejects.toMatchObject({
      message: 'cannot connect to Redis at unix:///nowhere/redis.sock: connect ENOENT /nowhere/redis.sock',
      cause: { code: 'ENOENT' },
    });
  });

  test('a wrong password is refused, and is not in the message', async () => {
    const server = await startRedis({ args: ['--requirepass', 'right'], tcp: true });
    onTestFinished(server.stop);
    const wrong = `redis://:wrong@127.0.0.1:${server.port}`;
    await expect(connectExclusive(wrong, 'test')).rejects.toThrow(
      `cannot connect to Redis at ${server.target}: WRONGPASS`,
    );
  });

  test('a database that does not exist is refused, not replaced by database 0', async () => {
    await expect(connectExclusive(`${redis.target}?db=99`, 'test')).rejects.toThrow(
      'DB index is out of range',
    );
  });

  test('the connection of a Redis that dies while it is idle ends without an uncaught error', async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const lane = await exclusive(server.target);
    await server.kill('SIGKILL');
    await waitFor(() => lane.status === 'end', { what: 'the connection to end' });
  });
});

describe('connectShared', () => {
  test('answers again after the proxy heals', async () => {
    const proxy = await proxied();
    const reads = shared(proxy.target);
    expect(await reads.get('a')).toBeNull();
    proxy.blackHole();
    await expect(reads.get('a')).rejects.toThrow();
    proxy.heal();
    expect(await waitFor(() => reads.ping(), { what: 'the shared connection to answer' })).toBe('PONG');
  });

  test('gives up a peer that went silent, and connects anew', async () => {
    const proxy = await proxied();
    const reads = shared(proxy.target);
    await reads.ping();
    proxy.dropReplies();
    await expect(reads.get('a')).rejects.toThrow();
    await waitFor(() => proxy.accepted > 1, { what: 'a second connection' });
  });

  test('a read whose reply was lost is sent again', async () => {
    const proxy = await proxied();
    const reads = shared(proxy.target);
    const once = proxy.onRequest((chunk) => {
      if (!chunk.includes('strlen')) return undefined;
      once();
      return 'cut-after';
    });
    expect(await reads.strlen('a')).toBe(0);
    expect(proxy.accepted).toBe(2);
  });

  test.each([
    ['Redis is paused', 'pause'],
    ['Redis is gone', 'kill'],
    ['nobody was ever there', 'absent'],
  ])('every read answers or rejects within 2 s when %s', async (_, fault) => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const reads = shared(fault === 'absent' ? 'unix:///nowhere/redis.sock' : server.target);
    if (fault !== 'absent') await reads.ping();
    if (fault === 'kill') await server.kill('SIGKILL');
    if (fault === 'pause') await server.kill('SIGSTOP');
    for (let read = 0; read < 3; read += 1) {
      const startedAt = Date.now();
      await expect(reads.get('a')).rejects.toThrow();
      expect(Date.now() - startedAt).toBeLessThan(2000);
    }
  });

  test('reads wait out a restart of Redis instead of failing', async () => {
    const server = await startRedis({ appendonly: true });
    onTestFinished(server.stop);
    const reads = shared(server.target);
    await server.connect().set('ticket', 'kept');
    await server.kill('SIGKILL');
    const read = reads.get('ticket');
    await server.restart();
    expect(await read).toBe('kept');
  });

  test('reads wait while Redis loads its data instead of failing', async () => {
    const server = await startRedis({ appendonly: true, args: ['--key-load-delay', '100'] });
    onTestFinished(server.stop);
    const writes = server.connect().pipeline();
    for (let i = 0; i < 1000; i += 1) writes.rpush('list', i);
    await writes.exec();
    const reads = shared(server.target);
    await reads.ping();
    await server.kill('SIGKILL');
    const [length] = await Promise.all([reads.llen('list'), server.restart()]);
    expect(length).toBe(1000);
  });
});

describe('closeQuietly', () => {
  test('what is in flight rejects at once, even if the peer is silent', async () => {
    const proxy = await proxied();
    const lane = await exclusive(proxy.target);
    proxy.blackHole();
    const inFlight = lane.get('a');
    const startedAt = Date.now();
    closeQuietly(lane);
    await expect(inFlight).rejects.toThrow('Connection is closed');
    expect(Date.now() - startedAt).toBeLessThan(500);
  });

  test('an ended connection may be closed again', async () => {
    const lane = await exclusive(redis.target);
    closeQuietly(lane);
    closeQuietly(lane);
    await waitFor(() => lane.status === 'end', { what: 'the connection to end' });
    closeQuietly(lane);
  });
});

const closed = 'Connection is closed.';

describe('connectBestEffort', () => {
  test('is connected when it resolves', async () => {
    expect(await (await bestEffort(redis.target)).ping()).toBe('PONG');
  });

  test('a reply that does not come: the command rejects within 200 ms and a little', async () => {
    const proxy = await proxied();
    const connection = await bestEffort(proxy.target);
    proxy.pauseReplies();
    const startedAt = Date.now();
    await expect(connection.get('a')).rejects.toThrow('Command timed out');
    expect(Date.now() - startedAt).toBeLessThan(800);
    proxy.heal();
  });

  test('away: commands reject at once, and are answered again after it is back', async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    const connection = await bestEffort(server.target);
    await server.kill('SIGKILL');
    await waitFor(() => connection.status === 'reconnecting', { what: 'the loss to be noticed' });
    const startedAt = Date.now();
    for (let n = 0; n < 10; n += 1) await expect(connection.get('a')).rejects.toThrow();
    expect(Date.now() - startedAt).toBeLessThan(150);
    await server.restart();
    expect(await waitFor(() => connection.ping(), { what: 'an answer' })).toBe('PONG');
  });

  test('a command whose reply was lost rejects with the connection, and is not sent again', async () => {
    const key = crypto.randomUUID();
    const proxy = await proxied();
    const connection = await bestEffort(proxy.target);
    const stop = proxy.onRequest((chunk) => (chunk.includes(key) ? 'cut-after' : undefined));
    await expect(connection.incr(key)).rejects.toThrow('max retries per request');
    stop();
    await waitFor(() => connection.ping(), { what: 'a new connection' });
    expect(await redis.connect().get(key)).toBe('1');
  });

  test('gives up a peer that went silent, and connects anew', async () => {
    const proxy = await proxied();
    const connection = await bestEffort(proxy.target);
    proxy.dropReplies();
    await expect(connection.get('a')).rejects.toThrow();
    await waitFor(() => proxy.accepted > 1, { what: 'a second connection' });
  });

  test.each(['unix:///nowhere/redis.sock', 'silent'])(
    '%s at first: it resolves all the same',
    async (where) => {
      const proxy = await proxied();
      proxy.blackHole();
      const connection = await bestEffort(where === 'silent' ? proxy.target : where);
      await expect(connection.get('a')).rejects.toThrow();
    },
  );
});

async function proxied() {
  const proxy = await startProxy({ target: redis.target });
  onTestFinished(proxy.stop);
  return proxy;
}

async function exclusive(target: string, name = 'test') {
  const connection = await connectExclusive(target, name);
  onTestFinished(() => closeQuietly(connection));
  return connection;
}

async function bestEffort(target: string) {
  const connection = await connectBestEffort(target, 'test');
  onTestFinished(() => closeQuietly(connection));
  return connection;
}

function shared(target: string) {
  const connection = connectShared(target, 'test');
  onTestFinished(() => closeQuietly(connection));
  return connection;
}
