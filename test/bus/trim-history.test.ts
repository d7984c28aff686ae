import { expect, onTestFinished, test } from 'vitest';
import { at, newId } from '../../src/bus/index.js';
import { createJournal } from '../../src/bus/journal.js';
import { createRecordReader } from '../../src/bus/record-reader.js';
import { trimStream } from '../../src/bus/trim.js';
import { silent } from '../support/bus.js';
import { watchCommands } from '../support/commands.js';
import { type Counter, counter, counters } from '../support/counters.js';
import { openLane } from '../support/lane.js';
import { ownRedis } from '../support/own.js';
import { openReads } from '../support/reads.js';

const kept = { ...counters, keepsHistory: true };

test('trim: entries of records that keep their history, what is kept of it goes with them', async () => {
  const { client, write, trim, versionsKept, versionsShown } = await open();
  const [early, late] = [newId(0), newId(0)];
  for (const id of [early, early, late, early, late, late]) await write(id);
  expect(await versionsKept(early)).toEqual([0, 1, 2]);

  await trim({ maxLength: 3 });
  expect([await versionsKept(early), await versionsKept(late)]).toEqual([[2], [1, 2]]);
  expect([await versionsShown(early), await versionsShown(late)]).toEqual([[2], [1, 2]]);

  await write(late);
  await trim({ maxLength: 1 });
  expect([await versionsKept(early), await versionsKept(late)]).toEqual([[], [3]]);
  expect(await client.exists(`{0}:counters:history:${early}`)).toBe(0);
});

test('trim: an entry and what is kept of it, go in one EXEC', async () => {
  const { server, write, trim } = await open();
  const id = newId(0);
  for (let i = 0; i < 3; i += 1) await write(id);
  const seen = await watchCommands(server);
  await trim({ maxLength: 1 });
  await seen.until('xtrim');
  const cut = seen.transactions.find((commands) => commands.some(([name]) => name === 'xtrim'));
  expect(cut?.map(([name]) => name)).toEqual(['set', 'set', 'xtrim', 'zremrangebyscore']);
});

test('trim: entries that are none of a record, are cut like the others and nothing is forgotten for them', async () => {
  const { client, write, trim, versionsKept } = await open();
  const id = newId(0);
  for (const fields of [
    ['noise', '1'],
    ['subject', id],
    ['subject', id, 'sequence', '1e9'],
  ])
    await client.xadd('{0}:counters', '*', ...fields);
  for (let i = 0; i < 3; i += 1) await write(id);
  await trim({ maxLength: 3 });
  expect(await client.xlen('{0}:counters')).toBe(3);
  expect(await versionsKept(id)).toEqual([0, 1, 2]);
});

/** A Redis with counters whose stream a group has read to its end whenever it is trimmed. */
async function open() {
  const server = await ownRedis();
  const client = server.connect();
  const lane = openLane(server);
  onTestFinished(() => lane.close({ timeoutMs: 500 }));
  const journal = createJournal([lane]);
  const records = createRecordReader({ reads: openReads(server.target), redis: client, partitions: 1 });
  const key = '{0}:counters';
  await client.xgroup('CREATE', key, 'reader', '0', 'MKSTREAM');
  return {
    server,
    client,
    write: (id: string) =>
      journal.commit<Counter, never>({
        record: at(kept, id),
        decide: (before) => (before ? { ...before, count: before.count + 1 } : counter(id)),
      }),
    async trim({ maxLength }: { readonly maxLength: number }) {
      const [newest] = await client.xrevrange(key, '+', '-', 'COUNT', 1);
      await client.xgroup('SETID', key, 'reader', newest?.[0] ?? '0');
      await trimStream({
        ...{ redis: client, lane, partition: 0, pieceSize: 100, log: silent },
        ...{ signal: new AbortController().signal, retention: { maxAgeMs: 3_600_000, maxLength } },
        stream: { name: 'counters', groups: ['reader'], keepsHistory: true },
      });
    },
    versionsKept: async (id: string) =>
      (await client.zrange(`${key}:history:${id}`, 0, '-1')).map((member) => Number(member.split(':')[0])),
    versionsShown: async (id: string) =>
      (await records.history(kept, id, { limit: 10 })).items.map(({ event }) => event.sequence),
  };
}
