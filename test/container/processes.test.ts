import { expect, test } from 'vitest';
import { listProcesses, readStatus, treeOf } from '../../scripts/container/processes.js';

const made = (pid: number, parent: number) => ({ pid, parent, name: `p${pid}`, uids: [0, 0, 0, 0] });

test('readStatus: the name, the parent and all four users', () => {
  const text =
    'Name:\tredis-server\nUmask:\t0022\nPid:\t12\nPPid:\t7\nUid:\t10001\t0\t10001\t10001\nGid:\t1\t1\t1\t1\n';
  expect(readStatus(text)).toEqual({
    name: 'redis-server',
    pid: 12,
    parent: 7,
    uids: [10_001, 0, 10_001, 10_001],
  });
});

test('readStatus, a process that has ended: none', () => {
  expect(readStatus('')).toBeUndefined();
});

test('treeOf: a process and its descendants, and nobody else', () => {
  const all = [made(1, 0), made(2, 1), made(5, 4), made(4, 2), made(3, 1), made(6, 3)];
  expect(treeOf(2, all).map(({ pid }) => pid)).toEqual([2, 4, 5]);
  expect(treeOf(9, all)).toEqual([]);
});

test.runIf(process.platform === 'linux')('listProcesses: this one is among them', async () => {
  expect((await listProcesses()).find(({ pid }) => pid === process.pid)).toMatchObject({
    parent: process.ppid,
    uids: expect.arrayContaining([process.getuid?.()]),
  });
});
