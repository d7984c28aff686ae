import { expect, onTestFinished, test } from 'vitest';
import { Fault, type SeenEvent, Unavailable } from '../../src/bus/index.js';
import { BEGINNING } from '../../src/bus/stream-position.js';
import { silent } from '../support/bus.js';
import { connectionsNamed } from '../support/connections.js';
import { meet } from '../support/intercept.js';
import { add } from '../support/ledger.js';
import { createNotes, numbersOf, openTailOf } from '../support/notes.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

test('tail: events of several streams and partitions, each is told once, in the order of its stream', async () => {
  const notes = createNotes(redis, 3);
  const { seen } = await openTailOf(notes);
  const ids = await notes.writeMany(300);
  await waitFor(() => seen.length >= 300, { what: 'all notes' });
  expect(numbersOf(seen, notes)).toEqual(notes.all());
  expect(seen.map(({ entryId }) => entryId).sort()).toEqual([...ids].sort());
});

test('tail: each event, comes with the position that has just reached it', async () => {
  const notes = createNotes(redis);
  const tail = await openTailOf(notes);
  await notes.writeMany(40);
  await waitFor(() => tail.seen.length === 40, { what: 'all notes' });
  let before = Array.from({ length: notes.places }, () => BEGINNING);
  for (const { place, entryId, position } of tail.seen) {
    expect(position).toEqual(before.with(place, entryId));
    before = [...position];
  }
  expect(tail.position()).toEqual(before);
});

test('tail: what was written before it was open, is not told, and what is written from then on is', async () => {
  const notes = createNotes(redis);
  const ids = await notes.writeMany(8);
  const tail = await openTailOf(notes);
  expect(tail.position()).toEqual(ids.slice(-4));
  await notes.writeMany(4);
  await waitFor(() => tail.seen.length === 4, { what: 'the later notes' });
  expect(numbersOf(tail.seen, notes)).toEqual([[2], [2], [2], [2]]);
});

test('tail: a stream that was emptied, is watched from its last entry on and not from the beginning', async () => {
  const notes = createNotes(redis, 1);
  const lastId = await notes.write(0);
  await notes.client.xtrim(notes.keyOf(0), 'MAXLEN', 0);
  expect((await openTailOf(notes)).position()).toEqual([lastId, BEGINNING]);
});

test('tail: more entries than one read takes, all are told', async () => {
  const notes = createNotes(redis);
  const { seen } = await openTailOf(notes, { tail: { count: 3 } });
  await notes.writeMany(100);
  await waitFor(() => seen.length >= 100, { what: 'all notes' });
  expect(numbersOf(seen, notes)).toEqual(notes.all());
});

test('tail: entries that are no events, are passed over, and the position moves past them', async () => {
  const notes = createNotes(redis, 1);
  const tail = await openTailOf(notes);
  await notes.write(0);
  await add(notes.client, notes.keyOf(0), ['what', 'is this']);
  await notes.write(0);
  const lastId = await add(notes.client, notes.keyOf(0), ['id', 'x/1', 'type', 'note:burnt']);
  await waitFor(() => tail.position()[0] === lastId, { what: 'the tail to be past all' });
  expect(numbersOf(tail.seen, notes)).toEqual([[0, 1], []]);
});

test('tail: whoever is told takes long, the next event waits, and the position with it', async () => {
  const { notes, tail, seen, release } = await openSlowTail();
  await notes.writeAtOnce(0, 3);
  for (const count of [1, 2, 3]) {
    await waitFor(() => seen.length === count, { what: `note ${count}` });
    expect(tail.position()).toEqual(seen.at(-1)?.position);
    release();
  }
});

test('tail: closed while events are told, tells no more of them', async () => {
  const { notes, tail, seen, release } = await openSlowTail();
  await notes.writeAtOnce(0, 3);
  await waitFor(() => seen.length === 1, { what: 'the first note' });
  const closed = tail.close();
  release();
  await closed;
  expect(numbersOf(seen, notes)).toEqual([[0], []]);
});

test('tail: whoever is told throws, all other events are told all the same, and the log says so', async () => {
  const notes = createNotes(redis, 1);
  const seen: number[] = [];
  const warnings: string[] = [];
  const log = { ...silent, warn: (_: object, message: string) => warnings.push(message) };
  const tail = await notes.watch({ log }).open(({ event }) => {
    if (event.sequence === 2) throw new Error('not that one');
    seen.push(event.sequence);
  });
  onTestFinished(tail.close);
  await notes.writeAtOnce(0, 5);
  await waitFor(() => seen.includes(4), { what: 'the last note' });
  expect(seen).toEqual([0, 1, 3, 4]);
  expect(warnings).toHaveLength(1);
});

test('tail: its connection cut again and again, nothing is missed and nothing is told twice', async () => {
  const proxy = await ownProxy(redis);
  const notes = createNotes(redis);
  const { seen } = await openTailOf(notes, { target: proxy.target, tail: { count: 5 } });
  for (let round = 0; round < 25; round += 1) {
    const writing = notes.writeMany(20);
    // Some cuts meet a tail that waits, others one that reads, or that connects.
    if (round % 3 > 0) await waitFor(() => seen.length > round * 10, { what: 'some notes' });
    proxy.cut();
    await writing;
  }
  await waitFor(() => seen.length >= 500, { what: 'all notes' });
  expect(numbersOf(seen, notes)).toEqual(notes.all());
});

test('tail: replies that are lost with their connection, are read again and told once', async () => {
  const proxy = await ownProxy(redis);
  const notes = createNotes(redis);
  const { seen } = await openTailOf(notes, { target: proxy.target });
  proxy.dropReplies();
  await notes.writeMany(20);
  proxy.cut();
  proxy.heal();
  await waitFor(() => seen.length >= 20, { what: 'all notes' });
  expect(numbersOf(seen, notes)).toEqual(notes.all());
});

test('tail: a connection that falls silent, is replaced after block and reply time', async () => {
  const proxy = await ownProxy(redis);
  const notes = createNotes(redis);
  const tail = { blockMs: 50, replyTimeoutMs: 100 };
  const { seen } = await openTailOf(notes, { target: proxy.target, tail });
  const { accepted } = proxy;
  proxy.blackHole();
  await notes.writeMany(20);
  await waitFor(() => proxy.accepted > accepted, { what: 'another connection' });
  proxy.cut();
  proxy.heal();
  await waitFor(() => seen.length >= 20, { what: 'all notes' });
  expect(numbersOf(seen, notes)).toEqual(notes.all());
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'tail: Redis ended by %s and started again, nothing is missed or told twice',
  async (signal) => {
    const own = await ownRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
    const notes = createNotes(own);
    const warnings: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => warnings.push(message) };
    const { seen } = await openTailOf(notes, { log });
    await notes.writeMany(30);
    await own.kill(signal);
    await waitFor(() => warnings.length > 0, { what: 'the tail to notice' });
    await own.restart();
    await notes.writeMany(30);
    await waitFor(() => seen.length >= 60, { what: 'all notes' });
    expect(numbersOf(seen, notes)).toEqual(notes.all());
    expect(warnings).not.toEqual([]);
  },
);

test('tail: it fails many times in a row, the log says so once', async () => {
  const proxy = await ownProxy(redis);
  const notes = createNotes(redis);
  const warnings: string[] = [];
  const log = { ...silent, warn: (_: object, message: string) => warnings.push(message) };
  const { seen } = await openTailOf(notes, { target: proxy.target, log });
  const failures = meet(proxy, 'XREAD', 'cut-before', 4);
  proxy.cut();
  await waitFor(() => failures.times === 4, { what: 'four failures' });
  await notes.write(0);
  await waitFor(() => seen.length === 1, { what: 'the note' });
  expect(warnings).toEqual(['watching the streams failed; trying again']);
});

test('tail: closed while it waits, is closed at once, with its connection', async () => {
  const own = await ownRedis();
  const notes = createNotes(own);
  const tail = await openTailOf(notes, { tail: { blockMs: 60_000 } });
  expect(await connectionsNamed(notes.client, 'holdfast-tail')).toBe(1);
  await waitFor(async () => /blocked_clients:1/.test(await notes.client.info('clients')), {
    what: 'the wait',
  });
  const before = performance.now();
  await tail.close();
  expect(performance.now() - before).toBeLessThan(500);
  await waitFor(async () => (await connectionsNamed(notes.client, 'holdfast-tail')) === 0, {
    what: 'the connection to be closed',
  });
});

test('tail: closed while it connects anew, is closed before it has read, with the new connection', async () => {
  const own = await ownRedis();
  const proxy = await ownProxy(own);
  const notes = createNotes(own);
  const tail = await openTailOf(notes, { target: proxy.target, tail: { blockMs: 60_000 } });
  proxy.blackHole();
  const { accepted } = proxy;
  proxy.cut();
  // Of the tail and of the shared connection.
  await waitFor(() => proxy.accepted >= accepted + 2, { what: 'the tail to connect' });
  await notes.write(0);
  const closed = tail.close();
  proxy.heal();
  await closed;
  await waitFor(async () => (await connectionsNamed(notes.client, 'holdfast-tail')) === 0, {
    what: 'the connection to be closed',
  });
  expect(tail.seen).toEqual([]);
});

test('tail: opened while Redis is gone or silent, is refused as unavailable and leaves no connection', async () => {
  const own = await ownRedis();
  const proxy = await ownProxy(own);
  const notes = createNotes(own);
  const silentWatch = notes.watch({ target: proxy.target, tail: { replyTimeoutMs: 100 } });
  // The connection is made, and then nothing answers.
  proxy.onRequest((chunk) => {
    if (/XINFO/i.test(chunk.toString('latin1'))) proxy.pauseReplies();
    return undefined;
  });
  await expect(silentWatch.open(() => undefined)).rejects.toThrow(Unavailable);
  proxy.heal();
  await waitFor(async () => (await connectionsNamed(notes.client, 'holdfast-tail')) === 0, {
    what: 'the connection to be closed',
  });
  await own.kill('SIGKILL');
  await expect(notes.watch().open(() => undefined)).rejects.toThrow(Unavailable);
});

test('tail: opened on a key that is no stream, is a fault and leaves no connection', async () => {
  const notes = createNotes(await ownRedis());
  await notes.client.set(notes.keyOf(1), 'a string');
  await expect(notes.watch().open(() => undefined)).rejects.toThrow(Fault);
  await waitFor(async () => (await connectionsNamed(notes.client, 'holdfast-tail')) === 0, {
    what: 'the connection to be closed',
  });
});

/** A tail whose every event waits for `release`. */
async function openSlowTail() {
  const notes = createNotes(redis, 1);
  const seen: SeenEvent[] = [];
  let release: () => void = () => undefined;
  const tail = await notes.watch().open((one) => {
    seen.push(one);
    return new Promise((resolve) => {
      release = resolve;
    });
  });
  onTestFinished(async () => {
    release();
    await tail.close();
  });
  return { notes, tail, seen, release: () => release() };
}
