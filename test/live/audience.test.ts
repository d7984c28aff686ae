import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Unavailable } from '../../src/bus/index.js';
import { connectionsNamed } from '../support/connections.js';
import { hold } from '../support/intercept.js';
import { createNotes, type Notes } from '../support/notes.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';
import { numbersTo, openAudience, userNamed, type Watcher } from '../support/watching.js';

const redis = useRedis();

describe('what a client is told', () => {
  test('everybody: notes from now on, how to come back, and how far it has seen', async () => {
    const notes = createNotes(redis);
    await notes.writeMany(8);
    const { watch } = openAudience(notes, { limits: { retryMs: 70 } });
    const watcher = await watch();
    await notes.write(0, 'hello');
    await untilTold(watcher, 1);
    const { messages, retryMs } = watcher.received;
    expect(retryMs).toBe(70);
    const [message] = messages;
    expect({ ...message, data: JSON.parse(message?.data ?? '') }).toEqual({
      event: 'note',
      lastEventId: watcher.received.lastEventId,
      data: {
        id: 'place 0/2',
        type: 'note:written',
        source: expect.stringMatching(/^\/holdfast\/notes-/),
        time: expect.any(String),
        subject: 'place 0',
        sequence: 2,
        data: { text: 'hello' },
      },
    });
  });

  test('what is for one user: that one is told, in all their windows, and nobody else', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes);
    const [ann, annToo] = [await watch({ user: userNamed('ann') }), await watch({ user: userNamed('ann') })];
    const [ben, nobody] = [await watch({ user: userNamed('ben') }), await watch()];
    for (const to of ['ann', 'ben', 'ann', 'cy', '']) await notes.write(1, to);
    await notes.write(0);
    for (const watcher of [ann, annToo, ben, nobody]) {
      await waitFor(() => numbersTo(watcher, notes)[0]?.length === 1, { what: 'the note' });
    }
    expect([ann, annToo, ben, nobody].map((watcher) => numbersTo(watcher, notes)[1])).toEqual([
      [0, 2],
      [0, 2],
      [1],
      [],
    ]);
  });

  test('a heartbeat: comes by time, and moves on what is remembered past what was for others', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes);
    const [nobody, ann] = [await watch(), await watch({ user: userNamed('ann') })];
    const id = await notes.write(1, 'ann');
    await untilTold(ann, 1);
    const before = nobody.received.comments.length;
    vi.advanceTimersByTime(14_999);
    expect(nobody.received.comments).toHaveLength(before);
    vi.advanceTimersByTime(1);
    await waitFor(() => nobody.received.lastEventId === `0-0,${id}`, { what: 'the heartbeat' });
    expect(nobody.received.comments).toHaveLength(before + 1);
    expect(nobody.received.messages).toEqual([]);
  });

  test('much at once: whoever reads is told all of it, and whoever does not is cut off', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes, { limits: { maxBufferedBytes: 64 * 1024 } });
    const [reading, idle, readingToo] = [await watch(), await watch({ reads: false }), await watch()];
    await notes.writeAtOnce(0, 500, 'x'.repeat(1024));
    for (const watcher of [reading, readingToo]) {
      await untilTold(watcher, 500);
      expect(numbersTo(watcher, notes)).toEqual(notes.all());
      expect(watcher.cut).not.toHaveBeenCalled();
    }
    expect(idle.cut).toHaveBeenCalledTimes(1);
  });
});

describe('the tail', () => {
  test('many join at once: it is one connection, closed when the last one has left, and opened again', async () => {
    const notes = createNotes(await ownRedis());
    const { watch } = openAudience(notes);
    for (let round = 0; round < 3; round += 1) {
      const watchers = await Promise.all(Array.from({ length: 20 }, () => watch()));
      expect(await tails(notes)).toBe(1);
      const [last, ...others] = watchers;
      for (const watcher of others) watcher.leave();
      await notes.write(0);
      await waitFor(() => last?.received.messages.length === 1, { what: 'the note' });
      expect(await tails(notes)).toBe(1);
      last?.leave();
      await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
      for (const watcher of watchers) await watcher.ended;
    }
  });

  test('the last one leaves while another joins: it stays open, and the other is told', async () => {
    const notes = createNotes(await ownRedis(), 1);
    const { watch } = openAudience(notes);
    const leaving = await watch();
    const joined = watch();
    leaving.leave();
    const watcher = await joined;
    await notes.write(0);
    await untilTold(watcher, 1);
    expect(await tails(notes)).toBe(1);
  });

  test('clients come and go while it opens and closes: each that stays is told, once', async () => {
    const notes = createNotes(await ownRedis(), 1);
    const { watch } = openAudience(notes);
    for (let round = 0; round < 30; round += 1) {
      const [leaving, staying] = await Promise.all([watch(), watch()]);
      leaving.leave();
      const [more] = await Promise.all([watch(), notes.write(0)]);
      await untilTold(staying, 1);
      expect(numbersTo(staying, notes)[0]).toEqual([round]);
      staying.leave();
      more.leave();
    }
    await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
  });
});

describe('a client that goes', () => {
  test('the only one: leaves no listener, and no timer but that of its end', async () => {
    const notes = createNotes(await ownRedis());
    const { watch } = openAudience(notes);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const watcher = await watch({ user: userNamed('ann') });
    expect(getEventListeners(watcher.signal, 'abort')).toHaveLength(1);
    await waitFor(() => vi.getTimerCount() === 3, {
      what: 'the heartbeat, the token and the watchdog alone',
    });
    watcher.leave();
    expect(getEventListeners(watcher.signal, 'abort')).toHaveLength(0);
    // Those that ioredis sets to no time at all are no concern here.
    const left = () => vi.advanceTimersByTime(1).getTimerCount();
    await waitFor(() => left() === 1, { what: 'the timers to be cleared' });
  });

  test('while others stay: nothing of it is kept', async () => {
    setFlagsFromString('--expose_gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const { watch } = openAudience(createNotes(redis), { limits: { patienceMs: 1 } });
    await watch({ user: userNamed('ann') });
    const gone = await (async () => {
      const watcher = await watch({ user: userNamed('ann') });
      watcher.leave();
      await watcher.ended;
      return new WeakRef(watcher.signal);
    })();
    const collected = () => {
      collectGarbage();
      return gone.deref() === undefined;
    };
    await waitFor(collected, { what: 'what was kept for the client to be garbage' });
  });

  test('gone before it has joined: is sent the end, and the tail is closed', async () => {
    const notes = createNotes(await ownRedis());
    const { watch } = openAudience(notes);
    const watcher = await watch({ signal: AbortSignal.abort() });
    await watcher.ended;
    await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
  });

  test('gone while the tail opens: is sent the end, and the tail is closed', async () => {
    const own = await ownRedis();
    const notes = createNotes(own);
    const proxy = await ownProxy(own);
    const opening = hold(proxy, /XINFO/i);
    const { watch } = openAudience(notes, { target: proxy.target });
    const leaving = new AbortController();
    const joined = watch({ signal: leaving.signal });
    await opening.arrived;
    leaving.abort();
    opening.release();
    await (await joined).ended;
    await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
  });

  test('its token expires: it is sent the end, and others go on', async () => {
    const notes = createNotes(redis);
    const { watch } = openAudience(notes);
    const brief = await watch({ user: { id: 'ann', expiresAtMs: Date.now() + 50 } });
    // A timer that were set to more than 2 ** 31 ms would fire at once.
    const long = await watch({ user: { id: 'ann', expiresAtMs: Date.now() + 2 ** 45 } });
    await brief.ended;
    await notes.write(0);
    await untilTold(long, 1);
    expect(brief.received.messages).toEqual([]);
  });
});

describe('a client that is refused', () => {
  test('too many of them: refused as overloaded, until one has left', async () => {
    const { watch } = openAudience(createNotes(redis), { limits: { maxClients: 3 } });
    const joined = await Promise.allSettled(Array.from({ length: 5 }, () => watch()));
    expect(joined.map(({ status }) => status).sort()).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled'],
      ...['rejected', 'rejected'],
    ]);
    await expect(watch()).rejects.toMatchObject({ name: 'Unavailable', reason: 'overloaded' });
    const [first] = joined.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    first?.leave();
    await watch();
    await expect(watch()).rejects.toThrow(Unavailable);
  });

  test('too many of one caller: turned away, until one has left, and nobody else is', async () => {
    const { watch } = openAudience(createNotes(redis), { limits: { maxOfCaller: 2 } });
    const ofAnn = { caller: 'ann' };
    const joined = await Promise.allSettled([watch(ofAnn), watch(ofAnn), watch(ofAnn)]);
    expect(joined.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(watch(ofAnn)).rejects.toThrow('turned away');
    await watch({ caller: 'bob' });
    for (let i = 0; i < 3; i += 1) await watch();

    const [first] = joined.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    first?.leave();
    await watch(ofAnn);
    await expect(watch(ofAnn)).rejects.toThrow('turned away');
  });

  test('Redis is away: refused as unavailable, counted no longer, and welcome when it is back', async () => {
    const own = await ownRedis({ appendonly: true });
    const notes = createNotes(own);
    const { watch } = openAudience(notes, { limits: { maxClients: 2, maxOfCaller: 2 } });
    await own.kill('SIGKILL');
    for (let i = 0; i < 2; i += 1) {
      const refused = await Promise.allSettled([watch({ caller: 'ann' }), watch({ caller: 'ann' })]);
      for (const result of refused) expect(result).toMatchObject({ reason: { reason: 'unavailable' } });
    }
    await own.restart();
    const watchers = await Promise.all([watch({ caller: 'ann' }), watch({ caller: 'ann' })]);
    expect(await tails(notes)).toBe(1);
    await notes.write(0);
    for (const watcher of watchers) await untilTold(watcher, 1);
  });
});

describe('stop', () => {
  test('clients that are there: are sent the end, and the tail is closed', async () => {
    const notes = createNotes(await ownRedis());
    const { watch, stop } = openAudience(notes);
    const watchers = await Promise.all([watch(), watch({ user: userNamed('ann') }), watch({ reads: false })]);
    await stop();
    await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
    for (const watcher of watchers.slice(0, 2)) await watcher.ended;
    await expect(watch()).rejects.toMatchObject({ reason: 'unavailable' });
    await stop();
  });

  test('a client that is joining: is sent the end, and the tail is closed', async () => {
    const own = await ownRedis();
    const notes = createNotes(own);
    const proxy = await ownProxy(own);
    const opening = hold(proxy, /XINFO/i);
    const { watch, stop } = openAudience(notes, { target: proxy.target });
    const joined = watch();
    await opening.arrived;
    await stop();
    opening.release();
    await (await joined).ended;
    await waitFor(async () => (await tails(notes)) === 0, { what: 'the tail to be closed' });
  });

  test('a client that does not read the end: is cut off after its time', async () => {
    const { watch, stop } = openAudience(createNotes(redis), { limits: { patienceMs: 20 } });
    const idle = await watch({ reads: false });
    await stop();
    await waitFor(() => idle.cut.mock.calls.length === 1, { what: 'the client to be cut off' });
  });
});

async function untilTold({ received }: Pick<Watcher, 'received'>, count: number): Promise<void> {
  await waitFor(() => received.messages.length >= count, { what: `${count} messages` });
}

function tails({ client }: Notes): Promise<number> {
  return connectionsNamed(client, 'holdfast-tail');
}
