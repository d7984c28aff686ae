import { describe, expect, test } from 'vitest';
import { hasReached, parsePosition, type StreamPosition } from '../../src/bus/index.js';
import { silent } from '../support/bus.js';
import { callsOf } from '../support/commandstats.js';
import { hold, meet } from '../support/intercept.js';
import { createNotes, type Notes } from '../support/notes.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';
import { numbersTo, openAudience, userNamed, type Watcher } from '../support/watching.js';

const redis = useRedis();

describe('a client that comes back', () => {
  test('again and again, to one process or another, while much is written: sees each event once, in order', async () => {
    const notes = createNotes(redis);
    const audiences = [openAudience(notes), openAudience(notes)];
    const visits: Watcher[] = [];
    // From the beginning: whoever has no id yet may come only after the first note.
    let after: StreamPosition | undefined = parsePosition('0-0', notes.places);
    let writing = true;
    const load = (async () => {
      for (let i = 0; i < 60; i += 1) await notes.writeMany(20);
      writing = false;
    })();
    for (let i = 0; writing || i < 2; i += 1) {
      const visit = await audiences[i % 2]?.watch({ user: userNamed(''), after });
      if (!visit) throw new Error('there is no such audience');
      visits.push(visit);
      await waitFor(() => visit.received.messages.length >= 10 || !writing, { what: 'some notes' });
      visit.leave();
      await visit.ended;
      after = positionOf(visit, notes) ?? after;
    }
    await load;
    const last = await audiences[0]?.watch({ user: userNamed(''), after });
    if (last) visits.push(last);
    const seen = () => joined(visits.map((visit) => numbersTo(visit, notes)));
    await waitFor(() => seen().flat().length >= 1200, { what: 'all notes' });
    expect(seen()).toEqual(notes.all());
    expect(visits.length).toBeGreaterThan(4);
  });

  test('having missed others’ memos alone: is told nothing, and goes on', async () => {
    const notes = createNotes(redis, 1);
    const [first = '', memo = ''] = [await notes.write(0), await notes.write(1, 'ben')];
    const { watch } = openAudience(notes);
    const ann = await watch({ user: userNamed('ann'), after: [first, memo] });
    const late = await watch({ user: userNamed('ann'), after: [first, '0-0'] });
    await notes.write(0);
    await notes.write(1, 'ann');
    for (const watcher of [ann, late]) {
      await waitFor(() => watcher.received.messages.length >= 2, { what: 'both' });
      expect(numbersTo(watcher, notes)).toEqual([[1], [1]]);
    }
  });

  test('having missed more than is told again: is told to begin anew, and goes on from there', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes, { limits: { maxReplayed: 10 } });
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1) ids.push(await notes.write(0));
    const enough = await watch({ after: [ids[9] ?? '', '0-0'] });
    const tooMuch = await watch({ after: [ids[8] ?? '', '0-0'] });
    await waitFor(() => resets(tooMuch).length === 1, { what: 'the reset' });
    expect(resets(tooMuch)).toEqual([`${ids[19]},0-0`]);
    await waitFor(() => numbersTo(enough, notes)[0]?.length === 10, { what: 'all that was missed' });
    await notes.write(0);
    for (const watcher of [enough, tooMuch]) {
      await waitFor(() => numbersTo(watcher, notes)[0]?.includes(20), { what: 'the next note' });
    }
    expect(resets(enough)).toEqual([]);
  });

  test('while so much more is written that it is too much together: is told to begin anew', async () => {
    const notes = createNotes(redis, 1);
    const proxy = await ownProxy(redis);
    const { watch } = openAudience(notes, { target: proxy.target, limits: { maxReplayed: 10 } });
    await notes.writeAtOnce(0, 6);
    const other = await watch();
    const reading = hold(proxy, 'xrange');
    const watcher = await watch({ after: ['0-0', '0-0'] });
    await reading.arrived;
    await notes.writeAtOnce(0, 6);
    await waitFor(() => other.received.messages.length === 6, { what: 'the other to be told' });
    reading.release();
    await waitFor(() => resets(watcher).length === 1, { what: 'the reset' });
  });

  test('to a stream that was cut after what it had seen: is told to begin anew, and nothing in part', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes);
    const ids = [await notes.write(0), await notes.write(0), await notes.write(0)];
    await notes.client.xtrim(notes.keyOf(0), 'MAXLEN', 1);
    const watcher = await watch({ after: [ids[0] ?? '', '0-0'] });
    await waitFor(() => resets(watcher).length === 1, { what: 'the reset' });
    await notes.write(0);
    await waitFor(() => numbersTo(watcher, notes)[0]?.length === 1, { what: 'the next note' });
    expect(numbersTo(watcher, notes)).toEqual([[3], []]);
  });

  test('to a stream that is cut while it is told again: is told to begin anew', async () => {
    const notes = createNotes(redis, 1);
    const proxy = await ownProxy(redis);
    const { watch } = openAudience(notes, { target: proxy.target });
    await notes.writeAtOnce(0, 300);
    const reading = hold(proxy, 'xrange');
    const watcher = await watch({ after: ['0-0', '0-0'] });
    await reading.arrived;
    await notes.client.xtrim(notes.keyOf(0), 'MAXLEN', 100);
    reading.release();
    await waitFor(() => resets(watcher).length === 1, { what: 'the reset' });
  });

  test('with ids of data that is no more: is told to begin anew, and misses nothing from then on', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes);
    const watcher = await watch({ after: ['999999999999999-0', '0-0'] });
    await waitFor(() => resets(watcher).length === 1, { what: 'the reset' });
    await notes.write(0);
    await waitFor(() => numbersTo(watcher, notes)[0]?.length === 1, { what: 'the note' });
  });

  test('while Redis is away: is sent the end, so that it comes again, and the log says why', async () => {
    const own = await ownRedis();
    const notes = createNotes(own, 1);
    const proxy = await ownProxy(own);
    const warnings: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => warnings.push(message) };
    const { watch } = openAudience(notes, { target: proxy.target, log });
    const id = await notes.write(0);
    const watcher = await watch();
    meet(proxy, /\r\n(xrange|XINFO)\r\n/, 'cut-before', 1000);
    const back = await watch({ after: ['0-0', '0-0'] });
    await back.ended;
    expect(back.received.messages).toEqual([]);
    expect(warnings).toEqual(['a client could not be told what it missed; it will come back']);
    await notes.write(0);
    await waitFor(() => numbersTo(watcher, notes)[0]?.length === 1, { what: 'the other to be told' });
    expect(id).not.toBe('');
  });

  test('and does not read what it has missed: is cut off after its time', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes, { limits: { maxBufferedBytes: 20_000, patienceMs: 20 } });
    await notes.writeAtOnce(0, 100, 'x'.repeat(1000));
    const idle = await watch({ after: ['0-0', '0-0'], reads: false });
    const reading = await watch({ after: ['0-0', '0-0'] });
    await waitFor(() => reading.received.messages.length === 100, { what: 'all notes' });
    await waitFor(() => idle.cut.mock.calls.length === 1, { what: 'the client to be cut off' });
    expect(reading.cut).not.toHaveBeenCalled();
  });

  test('and reads slowly what it has missed: is told all of it', async () => {
    const notes = createNotes(redis, 1);
    const { watch } = openAudience(notes, { limits: { maxBufferedBytes: 20_000 } });
    await notes.writeAtOnce(0, 100, 'x'.repeat(1000));
    const slow = await watch({ after: ['0-0', '0-0'], reads: false });
    const reading = await watch({ after: ['0-0', '0-0'] });
    await waitFor(() => reading.received.messages.length === 100, { what: 'all notes' });
    slow.read();
    await waitFor(() => slow.received.messages.length === 100, { what: 'all notes' });
    expect(slow.cut).not.toHaveBeenCalled();
  });

  test('and leaves while it is told again: nothing more is read for it', async () => {
    const own = await ownRedis();
    const notes = createNotes(own, 1);
    const proxy = await ownProxy(own);
    const { watch } = openAudience(notes, { target: proxy.target });
    await notes.writeAtOnce(0, 1000);
    const reading = hold(proxy, 'xrange');
    const leaving = await watch({ after: ['0-0', '0-0'] });
    await reading.arrived;
    leaving.leave();
    reading.release();
    const staying = await watch({ after: ['0-0', '0-0'] });
    await waitFor(() => staying.received.messages.length === 1000, { what: 'all notes' });
    // One page for the one that left, and eight for the other, which would have taken as long for both.
    expect(await callsOf(notes.client, 'xrange')).toBe(9);
    expect(leaving.received.messages).toEqual([]);
  });
});

describe('a client that has seen more than this process', () => {
  test('misses nothing and sees nothing twice, and what it remembers never goes back', async () => {
    const notes = createNotes(redis, 1);
    const proxy = await ownProxy(redis);
    const ahead = openAudience(notes);
    // One entry of each stream at a time, so that the memos are told long before the notes.
    const tail = { count: 1, blockMs: 20 };
    const behind = openAudience(notes, { target: proxy.target, tail, limits: { heartbeatMs: 5 } });
    const elsewhere = await ahead.watch({ user: userNamed('ann') });
    const other = await behind.watch({ user: userNamed('ann') });
    const reads = [hold(proxy, 'XREAD')];
    await reads[0]?.arrived;
    for (let i = 0; i < 5; i += 1) await notes.write(0);
    await waitFor(() => elsewhere.received.messages.length === 5, { what: 'the notes elsewhere' });
    for (let i = 0; i < 3; i += 1) await notes.write(1, 'ann');

    const after = parsePosition(elsewhere.received.messages[4]?.lastEventId ?? '', 2);
    const client = await behind.watch({ user: userNamed('ann'), after });
    while (numbersTo(client, notes)[1]?.length !== 3) {
      const next = hold(proxy, 'XREAD');
      reads.at(-1)?.release();
      reads.push(next);
      await next.arrived;
      const beats = client.received.comments.length;
      await waitFor(() => client.received.comments.length > beats + 1, { what: 'heartbeats' });
    }
    reads.at(-1)?.release();
    await notes.write(0);
    await notes.write(1, 'ann');
    for (const [watcher, numbers] of [
      [client, [[5], [0, 1, 2, 3]]],
      [other, notes.all()],
    ] as const) {
      await waitFor(() => numbersTo(watcher, notes).flat().length >= numbers.flat().length, { what: 'all' });
      expect(numbersTo(watcher, notes)).toEqual(numbers);
      expectNoWayBack(watcher);
    }
  });
});

/** What was told last, or by a heartbeat; `undefined` when the client was told nothing. */
function positionOf({ received }: Watcher, { places }: Notes): StreamPosition | undefined {
  return parsePosition(received.lastEventId, places);
}

function resets({ received }: Watcher): string[] {
  return received.messages.filter(({ event }) => event === 'reset').map(({ lastEventId }) => lastEventId);
}

function joined(visits: readonly number[][][]): number[][] {
  return (visits[0] ?? []).map((_, place) => visits.flatMap((numbers) => numbers[place] ?? []));
}

function expectNoWayBack({ received }: Watcher): void {
  const positions = received.ids.flatMap((id) => {
    const position = parsePosition(id, 2);
    return position ? [position] : [];
  });
  for (const [i, position] of positions.slice(1).entries()) {
    expect(hasReached(position, positions[i] ?? [])).toBe(true);
  }
}
