import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { newId } from '../../src/bus/partition.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { openReads } from '../support/reads.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('several in one turn of the event loop: one write, and each has its own answer', async () => {
  const proxy = await ownProxy(redis);
  const reads = openReads(proxy.target);
  await reads.read(['time']);
  // What comes in the turn of an answer finds the reads still under way.
  await nextTurn();
  const chunks: string[] = [];
  proxy.onRequest((chunk) => {
    chunks.push(String(chunk));
    return undefined;
  });
  const texts = ['a', 'b', 'ü', 'd'];
  expect(await Promise.all(texts.map((text) => reads.read(['echo', text])))).toEqual(texts);
  expect(chunks).toHaveLength(1);
});

test('one that the key does not allow: rejects alone', async () => {
  const reads = openReads(redis.target);
  const key = newId(0);
  await redis.connect().set(key, 'no hash');
  const [before, wrong, after] = [
    reads.read(['get', key]),
    reads.read(['hgetall', key]),
    reads.read(['get', key]),
  ];
  await expect(wrong).rejects.toThrow(/^WRONGTYPE/);
  expect(await Promise.all([before, after])).toEqual(['no hash', 'no hash']);
});

test('the connection is lost before the reply: sent again by another one', async () => {
  const proxy = await ownProxy(redis);
  const reads = openReads(proxy.target);
  await reads.read(['time']);
  const stop = proxy.onRequest(() => {
    stop();
    return 'cut-after';
  });
  expect(await Promise.all([reads.read(['echo', 'a']), reads.read(['echo', 'b'])])).toEqual(['a', 'b']);
  expect(proxy.accepted).toBe(2);
});

test('the connection was lost while nobody read: another one is made', async () => {
  const proxy = await ownProxy(redis);
  const reads = openReads(proxy.target);
  await reads.read(['time']);
  proxy.cut();
  expect(await reads.read(['echo', 'a'])).toBe('a');
});

test('no reply comes: rejects in time, also what was asked later, and the connection is given up', async () => {
  const proxy = await ownProxy(redis);
  const reads = openReads(proxy.target, { timeoutMs: 200 });
  await reads.read(['time']);
  proxy.dropReplies();
  const first = reads.read(['echo', 'a']);
  await expect(first).rejects.toThrow();
  const later = reads.read(['echo', 'b']);
  await expect(later).rejects.toThrow();
  proxy.heal();
  // Whatever the connections that lost their replies would say now belongs to another read.
  const answered = () => reads.read(['echo', 'c']).catch(() => undefined);
  expect(await waitFor(answered, { what: 'an answer' })).toBe('c');
});

test('Redis itself refuses for a while: answered as soon as it serves', async () => {
  const server = await ownRedis();
  const client = server.connect();
  const reads = openReads(server.target, { timeoutMs: 60_000 });
  await reads.read(['echo', 'a']);
  await client.acl('SETUSER', 'default', '-echo');
  const refused = reads.read(['echo', 'b']);
  await expect(client.call('ECHO', 'c')).rejects.toThrow(/^NOPERM/);
  await client.acl('SETUSER', 'default', '+echo');
  expect(await refused).toBe('b');
});

test('Redis itself refuses for too long: rejects with what it says', async () => {
  const server = await ownRedis();
  await server.connect().acl('SETUSER', 'default', '-echo');
  await expect(openReads(server.target, { timeoutMs: 300 }).read(['echo', 'a'])).rejects.toThrow(/^NOPERM/);
});

test('closed: what waits rejects, and what comes later too', async () => {
  const proxy = await ownProxy(redis);
  const reads = openReads(proxy.target, { timeoutMs: 60_000 });
  await reads.read(['time']);
  proxy.dropReplies();
  const waiting = reads.read(['echo', 'a']);
  const rejected = expect(waiting).rejects.toThrow();
  reads.close();
  await rejected;
  await expect(reads.read(['echo', 'b'])).rejects.toThrow(/closed/);
  onTestFinished(proxy.heal);
});
