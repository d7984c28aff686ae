import type { Persistence, Row } from '../row.js';

const OFTEN = { contestant: 'journal', metric: 'changes' };

/** A ticket's price is edited: a hash, its history and an entry change together. */
function commits(persistence: Persistence, title: string): Row {
  return {
    id: `commits-${persistence}`,
    title: `commits, ${title}`,
    units: { changes: '/s' },
    persistence,
    where:
      'callers and client in one process, Redis in another; 10,000 tickets of two partitions in turn, so that no two ' +
      'changes in flight are of the same one',
    timeoutMs: 60_000,
    contestants: [
      {
        name: 'journal',
        about:
          '256 callers; two partitions with a lane each, group commit, a fence that tells after a lost reply what became of it',
        measure: async (world) => (await import('../ours/journal.js')).commitByJournal(world),
      },
      {
        name: 'pool of 32',
        about:
          '32 connections, one WATCH and one EXEC for each change, two round trips; no fence, no validation',
        source: 'https://redis.io/docs/latest/develop/using-commands/transactions/',
        measure: async (world) => (await import('../peers/watch-multi.js')).commitByPool(world),
      },
      {
        name: 'Lua',
        about:
          '256 callers on one connection with auto-pipelining; HGETALL, then EVALSHA that compares the version and ' +
          'writes; no fence, no validation, and who loses the reply does not know',
        source: 'https://redis.io/docs/latest/develop/programmability/eval-intro/',
        measure: async (world) => (await import('../peers/lua.js')).commitByLua(world),
      },
    ],
    comparisons: [
      {
        id: `commits-${persistence}/pool`,
        what: 'journal to a pool of 32',
        of: OFTEN,
        to: { contestant: 'pool of 32', metric: 'changes' },
        atLeast: 3,
      },
      {
        id: `commits-${persistence}/lua`,
        what: 'journal to Lua compare-and-set',
        of: OFTEN,
        to: { contestant: 'Lua', metric: 'changes' },
        atLeast: 0.7,
      },
    ],
  };
}

export const commitsOff = commits('off', '256 in flight, AOF off');
export const commitsAlways = commits('always', '256 in flight, AOF always');
