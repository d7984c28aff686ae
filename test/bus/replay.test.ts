import { describe, expect, onTestFinished, test } from 'vitest';
import { type SeenEvent, type StreamPosition, Unavailable } from '../../src/bus/index.js';
import { compareEntryIds } from '../../src/bus/stream-position.js';
import { watchCommands } from '../support/commands.js';
import { add } from '../support/ledger.js';
import { createNotes, type Notes, numbersOf, openTailOf } from '../support/notes.js';
import { ownProxy, ownRedis } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

/** More than two pages of one stream. */
const MANY = 300;

describe('between', () => {
  test('much more than a page in each place: told as the tail has told it, each event once, by its time', async () => {
    const notes = createNotes(redis);
    const tail = await openTailOf(notes);
    const from = tail.position();
    for (let n = 0; n < 4; n += 1) await notes.writeMany(MANY);
    await waitFor(() => tail.seen.length === 4 * MANY, { what: 'all notes' });
    const told = await all(notes.watch().replay.between(from, tail.position()));
    expect(numbersOf(told, notes)).toEqual(notes.all());
    for (const [i, { entryId }] of told.slice(1).entries()) {
      expect(compareEntryIds(entryId, told[i]?.entryId ?? '')).toBeGreaterThanOrEqual(0);
    }
    expect(told.at(-1)?.position).toEqual(tail.position());
    expect(byId(told)).toEqual(byId(tail.seen));
  });

  test('from any event on: exactly what came after it, whatever place it was in', async () => {
    const notes = createNotes(redis);
    const tail = await openTailOf(notes);
    await notes.writeMany(60);
    await waitFor(() => tail.seen.length === 60, { what: 'all notes' });
    const { replay } = notes.watch();
    for (const [i, { position }] of tail.seen.entries()) {
      const told = await all(replay.between(position, tail.position()));
      expect(byId(told)).toEqual(byId(tail.seen.slice(i + 1)));
    }
  });

  test('up to a position: nothing after it, and nothing from a place where the start is further', async () => {
    const notes = createNotes(redis, 1);
    const [first = '', second = ''] = [await notes.write(0), await notes.write(0)];
    const [, memo = '', later = ''] = [await notes.write(1), await notes.write(1), await notes.write(1)];
    const { replay } = notes.watch();
    const told = await all(replay.between(['0-0', later], [first, memo]));
    expect(numbersOf(told, notes)).toEqual([[0], []]);
    expect(told[0]?.position).toEqual([first, later]);
    expect(await all(replay.between([second, later], [first, memo]))).toEqual([]);
  });

  test('entries that are no events: passed over', async () => {
    const notes = createNotes(redis, 1);
    await notes.write(0);
    await add(notes.client, notes.keyOf(0), ['what', 'is this']);
    const lastId = await notes.write(0);
    const told = await all(notes.watch().replay.between(['0-0', '0-0'], [lastId, '0-0']));
    expect(numbersOf(told, notes)).toEqual([[0, 1], []]);
  });

  test('nothing to tell: Redis is not asked', async () => {
    const own = await ownRedis();
    const notes = createNotes(own);
    const ids = await notes.writeMany(4);
    const { replay } = notes.watch();
    const commands = await watchCommands(own);
    expect(await all(replay.between(ids, ids))).toEqual([]);
    expect(await replay.hasLost(ids, ids)).toBe(false);
    await notes.client.echo('the end');
    await commands.until('echo');
    expect(commands.alone.filter(([name]) => /xrange|xinfo/i.test(name ?? ''))).toEqual([]);
  });

  test('taken slowly: read only as far as it is taken', async () => {
    const own = await ownRedis();
    const notes = createNotes(own, 1);
    await notes.writeAtOnce(0, MANY);
    const commands = await watchCommands(own);
    const { replay } = notes.watch();
    const [, end = ''] = [0, await notes.write(0)];
    let taken = 0;
    for await (const _ of replay.between(['0-0', '0-0'], [end, '0-0'])) {
      taken += 1;
      if (taken === 100) break;
    }
    await notes.client.echo('the end');
    await commands.until('echo');
    expect(commands.alone.filter(([name]) => name === 'xrange')).toHaveLength(1);
  });

  test('Redis gone: unavailable', async () => {
    const own = await ownRedis();
    const proxy = await ownProxy(own);
    const notes = createNotes(own, 1);
    const id = await notes.write(0);
    const { replay } = notes.watch({ target: proxy.target });
    proxy.blackHole();
    onTestFinished(proxy.heal);
    await expect(all(replay.between(['0-0', '0-0'], [id, '0-0']))).rejects.toThrow(Unavailable);
    await expect(replay.hasLost(['0-0', '0-0'], [id, '0-0'])).rejects.toThrow(Unavailable);
  });
});

describe('hasLost', () => {
  test('a stream that was never cut: nothing, from wherever', async () => {
    const { ids, lost } = await streamOf(10);
    for (const from of ['0-0', ...ids]) expect(await lost(from)).toBe(false);
  });

  test('a stream cut before what was read: nothing', async () => {
    const { ids, lost, cut } = await streamOf(10);
    await cut({ left: 4 });
    // Of the last one that was cut it can't be told whether it was the last one before the first that is left.
    for (const from of ids.slice(6)) expect(await lost(from)).toBe(false);
  });

  test('a stream cut after what was read: entries may be gone', async () => {
    const { ids, lost, cut } = await streamOf(10);
    await cut({ left: 4 });
    for (const from of ['0-0', ...ids.slice(0, 5)]) expect(await lost(from)).toBe(true);
  });

  test('an emptied stream: what was not read is gone, and for whoever had read all of it nothing is', async () => {
    const { ids, lost, cut } = await streamOf(3);
    await cut({ left: 0 });
    const [first = '', , last = ''] = ids;
    expect(await lost('0-0')).toBe(true);
    expect(await lost(first)).toBe(true);
    expect(await lost(last)).toBe(false);
  });

  test('a stream that is not there: nothing, for whoever has read nothing of it', async () => {
    const { replay } = createNotes(redis, 1).watch();
    expect(await replay.hasLost(['0-0', '0-0'], ['17-0', '18-0'])).toBe(false);
  });

  test('a stream that is not there any more, or was made anew: what was read before is not of it', async () => {
    const { ids, lost, remove, write } = await streamOf(3);
    const last = ids[2] ?? '';
    await remove();
    expect(await lost(last)).toBe(true);
    await write('1-1');
    expect(await lost(last)).toBe(true);
    expect(await lost('1-1')).toBe(false);
  });

  test('one place of many: enough', async () => {
    const notes = createNotes(redis);
    const ids = await notes.writeMany(8);
    await notes.client.xtrim(notes.keyOf(3), 'MAXLEN', 1);
    const { replay } = notes.watch();
    expect(await replay.hasLost(['0-0', '0-0', '0-0', '0-0'], ids.slice(4))).toBe(true);
    expect(await replay.hasLost(['0-0', '0-0', '0-0', ids[7] ?? ''], ids.slice(4))).toBe(false);
  });
});

/** A stream with some entries, and what is lost of it to somebody who has read it up to an entry. */
async function streamOf(length: number) {
  const notes: Notes = createNotes(redis, 1);
  const { client, keyOf } = notes;
  const ids = await Promise.all(Array.from({ length }, () => notes.write(0)));
  const { replay } = notes.watch();
  // Somewhere after all of it, so that there is always something to look for.
  const to: StreamPosition = ['999999999999999-0', '0-0'];
  return {
    ids,
    lost: (from: string) => replay.hasLost([from, '0-0'], to),
    cut: ({ left }: { left: number }) => client.xtrim(keyOf(0), 'MAXLEN', left),
    remove: () => client.del(keyOf(0)),
    write: (id: string) => client.xadd(keyOf(0), id, 'any', 'entry'),
  };
}

async function all(events: AsyncIterable<SeenEvent>): Promise<SeenEvent[]> {
  const told: SeenEvent[] = [];
  for await (const seen of events) told.push(seen);
  return told;
}

/** What was told, whatever the order among places that were written in the same millisecond. */
function byId(seen: readonly SeenEvent[]): string[] {
  return seen.map(({ place, entryId, event }) => `${place} ${entryId} ${event.id}`).sort();
}
