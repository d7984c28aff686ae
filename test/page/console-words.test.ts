import { describe, expect, test } from 'vitest';
import type { GroupState } from '../../web/console/contract.js';
import {
  age,
  ageSince,
  count,
  judge,
  openGaps,
  readinessOf,
  sinceStart,
  stateOf,
} from '../../web/console/words.js';

describe('numbers and ages', () => {
  test.each([
    [null, '–'],
    [0, '0'],
    [12_345, '12,345'],
    [1.26, '1.3'],
  ])('count(%s): %s', (value, words) => {
    expect(count(value)).toBe(words);
  });

  test.each([
    [0, 'under 1 s'],
    [999, 'under 1 s'],
    [1000, '1 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '119 min'],
    [7_200_000, '2 h'],
    [48 * 3_600_000, '2 days'],
  ])('age(%d): %s', (ms, words) => {
    expect(age(ms)).toBe(words);
  });

  test('ageSince: from a moment to another; a clock that was set back makes nothing negative', () => {
    expect(ageSince('2026-03-01T10:00:00.000Z', '2026-03-01T10:00:42.000Z')).toBe('42 s');
    expect(ageSince('2026-03-01T10:00:42.000Z', '2026-03-01T10:00:00.000Z')).toBe('under 1 s');
    expect(ageSince(null, '2026-03-01T10:00:00.000Z')).toBe('–');
  });
});

describe('readiness', () => {
  const redis = { name: 'redis', ok: true, detail: 'Redis answers' };
  const none = { name: 'dead-letters', ok: true, detail: 'none' };
  const some = { name: 'dead-letters', ok: true, detail: 'group orders of {0}:tickets: 1' };
  const gaps = { name: 'gaps', ok: false, detail: 'ticket 7: entry 2 waits' };

  test('all hold: ready', () => {
    expect(readinessOf(judge([redis, none]))).toEqual({
      verdict: 'holds',
      sentence: 'Ready: all 2 checks hold.',
    });
  });

  test('one tells something and holds: ready, and what to look at', () => {
    expect(readinessOf(judge([redis, some]))).toEqual({
      verdict: 'look',
      sentence: 'Ready: all 2 checks hold. Worth a look: dead letters.',
    });
  });

  test('one fails: not ready, whatever else there is', () => {
    expect(readinessOf(judge([redis, some, gaps]))).toEqual({
      verdict: 'fails',
      sentence: 'Not ready: 1 of 3 checks fails. A load balancer sends no requests here meanwhile.',
    });
  });

  test('those that fail stand first, then those to look at; a check that nobody knows has its own name', () => {
    const unknown = { name: 'weather', ok: true, detail: 'fine' };
    expect(judge([redis, some, unknown, gaps]).map(({ title, verdict }) => [title, verdict])).toEqual([
      ['Gaps', 'fails'],
      ['Dead letters', 'look'],
      ['Redis', 'holds'],
      ['weather', 'holds'],
    ]);
  });
});

describe('groups and gaps', () => {
  const waiting = { subject: 'a', entryId: '1-1', sequence: 4, ageMs: 900, entries: 3 };
  const stuck = { entryId: '2-2', subject: 'b', sequence: 9, ageMs: 20_000 };

  test('an entry that waits for another, and one that fails: each says why, the oldest first', () => {
    const known = {
      ...here(),
      waiting: [
        { ...waiting, failures: 0, asked: false },
        { ...waiting, subject: 'c', entryId: '1-3', ageMs: 5000, failures: 0, asked: true },
        { ...waiting, subject: 'd', entryId: '1-4', ageMs: 7000, failures: 1, asked: false },
        { ...waiting, subject: 'e', entryId: '1-5', ageMs: 9000, failures: 3, asked: false },
      ],
    };
    const whys = openGaps({ streams: [streamWith({ here: known })] }).map(({ why }) => why);
    expect(whys).toEqual([
      'Entry 4 has failed 3 times, and is tried again.',
      'Entry 4 has failed once, and is tried again.',
      'Entry 4 waits for entry 3; the state of the ticket was asked for.',
      'Entry 4 waits for entry 3.',
    ]);
  });

  test('what is stuck and known here: told once; what is not known here: in another process', () => {
    const known = { ...here(), waiting: [{ ...waiting, failures: 0, asked: false }] };
    const gaps = openGaps({
      streams: [streamWith({ here: known, stuck: [{ ...stuck, subject: 'a' }, stuck] })],
    });
    expect(gaps).toMatchObject([
      { subject: 'b', entries: null, why: 'Entry 9 is pending in another process, or in none.' },
      { subject: 'a', entries: 3, place: 'orders of {2}:tickets' },
    ]);
  });

  test.each([
    ['Up to date', {}],
    ['Missing', { exists: false, consumers: [] }],
    ['Stuck', { stuck: [stuck] }],
    ['No consumer', { consumers: [{ ...consumer(), connected: false }] }],
    ['Entries wait', { here: { ...here(), waitingSubjects: 1 } }],
    ['Behind', { lag: 101 }],
  ])('a group is %s', (words, changes) => {
    expect(stateOf(groupWith(changes)).words).toBe(words);
  });

  test('since the start: all partitions of a group together', () => {
    const streams = [
      streamWith({ here: { ...here(), healed: 1, asked: 2 } }),
      streamWith({ here: { ...here(), healed: 3 } }),
    ];
    expect(sinceStart(streams)).toEqual([{ group: 'orders', healed: 4, asked: 2 }]);
  });
});

function here() {
  return { healed: 0, asked: 0, waitingSubjects: 0, waiting: [] };
}

function consumer() {
  return { name: 'one', pending: 0, idleMs: 0, connected: true, own: true };
}

function groupWith(changes: Partial<GroupState>): GroupState {
  return {
    ...{ group: 'orders', exists: true, lag: 0, pending: 0, oldestPending: null, stuck: [], deadLetters: 0 },
    ...{ acknowledged: [], consumers: [consumer()], here: here() },
    ...changes,
  };
}

function streamWith(changes: Partial<GroupState>) {
  const ids = { firstId: null, firstAt: null, lastId: null, lastAt: null };
  return {
    ...{ stream: 'tickets', partition: 2, length: 0, added: 0, ...ids, written: [] },
    groups: [groupWith(changes)],
  };
}
