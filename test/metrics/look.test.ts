import { expect, test } from 'vitest';
import { createLooking } from '../../src/metrics/look.js';

const survey = { time: 1, streams: [] };
const check = { name: 'redis', ok: true, detail: 'Redis answers' };
const never = () => new Promise<never>(() => undefined);

test('look: both answer, what they found', async () => {
  const look = createLooking({ survey: async () => survey, checks: async () => [check] });
  expect(await look()).toEqual({ survey, checks: [check] });
});

test('look: the survey fails, it is missing and the checks are there', async () => {
  const look = createLooking({ survey: () => Promise.reject(new Error('no')), checks: async () => [check] });
  expect(await look()).toEqual({ survey: undefined, checks: [check] });
});

test('look: nothing ever answers, ends at its limit and says that the checks are late', async () => {
  const look = createLooking({ survey: never, checks: never }, { timeoutMs: 30, freshMs: 1000 });
  expect(await look()).toEqual({
    survey: undefined,
    checks: [{ name: 'checks', ok: false, detail: 'The checks did not end in time.' }],
  });
});

test('look: asked many times while it is fresh, looks once; asked when it is not, looks again', async () => {
  let looks = 0;
  const count = () => {
    looks += 1;
    return Promise.resolve(survey);
  };
  const fresh = createLooking(
    { survey: count, checks: async () => [] },
    { timeoutMs: 1000, freshMs: 60_000 },
  );
  await Promise.all(Array.from({ length: 20 }, fresh));
  await fresh();
  expect(looks).toBe(1);

  const stale = createLooking({ survey: count, checks: async () => [] }, { timeoutMs: 1000, freshMs: 0 });
  await stale();
  await stale();
  expect(looks).toBe(3);
});
