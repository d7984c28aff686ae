import { expect, test } from 'vitest';
import { createFenceMemory } from '../../src/bus/fence-memory.js';
import { keepLog } from '../support/log.js';

function open() {
  const { log, lines } = keepLog('error');
  const memory = createFenceMemory({ partition: 2, sureMs: 1000, log });
  /** A transaction on a connection that has been there before. */
  const transact = (number: number, now = 0) => {
    memory.begun(now, undefined);
    memory.applied(number);
  };
  /** The first transaction of a new connection. */
  const transactAnew = (number: number, { fence, now = 0 }: { fence: string | null; now?: number }) => {
    memory.reconnected();
    memory.begun(now, fence);
    memory.applied(number);
  };
  return { memory, lines, transact, transactAnew };
}

test('fence memory: the first connection, asks nothing', () => {
  const { memory, transact } = open();
  memory.reconnected();
  expect(memory.isDue).toBe(false);
  transact(1);
  expect(memory.isDue).toBe(false);
});

test.each(['7', '7.', '7..', '8'])(
  'fence memory: reconnected and the fence is %s as it was or later, nothing is lost',
  (fence) => {
    const { memory, lines, transact, transactAnew } = open();
    transact(7);
    transactAnew(9, { fence });
    expect(memory.lost).toBe(0);
    expect(lines).toEqual([]);
  },
);

test('fence memory: reconnected and the fence is older, what came since is lost, and told once', () => {
  const { memory, lines, transact, transactAnew } = open();
  transact(7);
  transactAnew(8, { fence: '5.' });
  transactAnew(9, { fence: '8' });
  expect(memory.lost).toBe(2);
  expect(lines).toEqual([
    [expect.stringMatching(/^Redis has lost writes/), { partition: 2, transactionsAtMost: 2 }],
  ]);
});

test('fence memory: reconnected and there is no fence, all is lost', () => {
  const { memory, transact, transactAnew } = open();
  transact(7);
  transactAnew(8, { fence: null, now: 999 });
  expect(memory.lost).toBe(7);
});

test('fence memory: so long after the last transaction that the fence may have gone by itself, nothing is known', () => {
  const { memory, transact, transactAnew } = open();
  transact(7);
  transactAnew(8, { fence: null, now: 1001 });
  expect(memory.lost).toBe(0);
});

test('fence memory: read where nothing can be written, as on a replica that lags, says nothing', () => {
  const { memory, transact, transactAnew } = open();
  transact(7);
  memory.reconnected();
  memory.begun(0, '3');
  expect(memory.isDue).toBe(true);
  transactAnew(8, { fence: '7' });
  expect(memory.lost).toBe(0);
});

test('fence memory: the fence asked after a lost reply, says the same', () => {
  const { memory, transact } = open();
  transact(7);
  memory.reconnected();
  memory.asked(0, '4.');
  expect(memory.lost).toBe(3);
  expect(memory.isDue).toBe(false);
});

test('fence memory: the fence asked so long after the last transaction that it may have expired, says nothing', () => {
  const { memory, transact } = open();
  transact(7);
  memory.reconnected();
  memory.asked(1001, '.');
  expect(memory.lost).toBe(0);
});
