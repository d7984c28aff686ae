import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConsistency } from '../support/consistency.js';
import { openMarket } from '../support/market.js';
import { startRedis } from '../support/redis.js';
import { unsettled } from '../support/settled.js';
import { readPartition } from '../support/stored.js';
import { waitFor } from '../support/wait-for.js';
import { type Answered, type Moment, walk, walks } from '../support/walk.js';

describe.each([1, 4])('any walk of two processes through the market, with %i partitions', (partitions) => {
  test('every change has its entry, both modules agree, and every answer is what was written', async () => {
    await fc.assert(
      fc.asyncProperty(walks, async (moments) => {
        expect(await violationsOf(moments, partitions)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

async function violationsOf(moments: readonly Moment[], partitions: number): Promise<string[]> {
  const server = await startRedis();
  const redis = server.connect();
  const processes = [0, 1].map(() => openMarket({ target: server.target, partitions }));
  const calm = () =>
    waitFor(async () => (await unsettled(redis, partitions)).length === 0, {
      what: 'both modules to be through',
    });
  try {
    const answered = await walk(processes, moments, calm);
    return [...(await checkConsistency(redis, partitions)), ...(await unwritten(answered))];
  } finally {
    await Promise.all(processes.map(({ close }) => close()));
    await server.stop();
  }

  /** The answers that no entry tells of. */
  async function unwritten({ tickets, orders }: Answered): Promise<string[]> {
    const written = new Set<string>();
    for (let partition = 0; partition < partitions; partition += 1) {
      const { ticketEntries, orderEntries } = await readPartition(redis, partition);
      for (const { data } of [...ticketEntries, ...orderEntries]) written.add(JSON.stringify(sorted(data)));
    }
    const answers = [...tickets, ...orders].map((state) => JSON.stringify(sorted(state)));
    return answers
      .filter((answer) => !written.has(answer))
      .map((answer) => `answered, not written: ${answer}`);
  }
}

function sorted(state: object): [string, unknown][] {
  return Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1));
}
