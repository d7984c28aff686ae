import { describe, expect, test } from 'vitest';
import { newId } from '../../src/bus/index.js';
import { planJobs } from '../../src/verify/jobs.js';

describe('planJobs', () => {
  test('small partitions, share jobs of as many records as there may be', () => {
    const jobs = planJobs([40, 60, 1, 0, 100], 100);
    expect(jobs.map(({ partitions }) => partitions)).toEqual([[0, 1], [2, 3], [4]]);
  });

  test('a large partition, each subject belongs to one of several jobs, and none has many more than it may', () => {
    const jobs = planJobs([0, 10_000], 2500);
    const ids = Array.from({ length: 10_000 }, () => newId(1));

    expect(jobs.map(({ partitions }) => partitions)).toEqual([[1], [1], [1], [1], [0]]);
    for (const id of ids) expect(jobs.filter((job) => job.owns(1, id))).toHaveLength(1);
    for (const job of jobs) expect(ids.filter((id) => job.owns(1, id)).length).toBeLessThan(2750);
    expect(jobs.filter((job) => job.owns(0, ids[0] ?? ''))).toHaveLength(1);
  });

  test('no records, one job for all partitions', () => {
    expect(planJobs([0, 0]).map(({ partitions }) => partitions)).toEqual([[0, 1]]);
  });
});
