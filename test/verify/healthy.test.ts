import { expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { checkConsistency } from '../support/consistency.js';
import { settledWorld } from './world.js';

test.each([1, 4])(
  'verify: a market of %i partitions in which everything has happened, no violation, twice',
  async (partitions) => {
    const { server, redis } = await settledWorld(partitions);
    expect(await checkConsistency(redis, partitions)).toEqual([]);

    const report = await audit(server.target, partitions);
    expect(report.violations).toEqual([]);
    expect(report).toMatchObject({ ok: true, partitions, pendingTickets: 0, deadLetters: [] });
    const blind = report.checks.filter(({ looked, found }) => looked === 0 || found > 0);
    // A Redis runs on the file.
    expect(blind.map(({ check }) => check)).toEqual(['file']);
    const again = await audit(server.target, partitions);
    expect(again).toEqual(report);
  },
);

test('verify: with room for few records at a time, it finds and counts the same', async () => {
  const { server } = await settledWorld(4);
  const report = await audit(server.target, 4);
  expect(await audit(server.target, 4, { recordsPerJob: 3 })).toEqual(report);
});
