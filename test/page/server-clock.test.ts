import { expect, test } from 'vitest';
import { createServerClock, narrow } from '../../web/clock/server-clock.js';

/** The server's clock is 60 s ahead. */
const ahead = 60_000;

test('narrow: answers at several parts of a second leave only what fits all of them', () => {
  let offset = narrow(undefined, answerAt(10_000));
  expect(offset).toEqual({ least: ahead - 20, most: ahead + 1019 });
  for (const serverTime of [11_300, 12_600, 13_950]) offset = narrow(offset, answerAt(serverTime));
  expect(offset.least).toBeLessThanOrEqual(ahead);
  expect(offset.most).toBeGreaterThanOrEqual(ahead);
  expect(offset.most - offset.least).toBeLessThan(200);
});

test('narrow: after a clock was set, the last answer counts', () => {
  const before = narrow(undefined, answerAt(10_000));
  const set = { date: 500_000, sentAt: 0, receivedAt: 100 };
  expect(narrow(before, set)).toEqual({ least: 499_900, most: 500_999 });
});

test('server clock: goes with the server, and an answer without a date changes nothing', () => {
  let local = 0;
  const clock = createServerClock(() => local);
  expect(clock.now()).toBe(0);
  clock.hear(new Response(null, { headers: { Date: 'Thu, 01 Jan 1970 00:01:00 GMT' } }), {
    sentAt: 0,
    receivedAt: 0,
  });
  expect(clock.now()).toBe(60_500);
  clock.hear(new Response(null), { sentAt: 0, receivedAt: 0 });
  local = 1000;
  expect(clock.now()).toBe(61_500);
});

/** An answer that was made at this time of the server, after 20 ms, and arrived 20 ms later. */
function answerAt(serverTime: number) {
  const madeAt = serverTime - ahead;
  return { date: Math.floor(serverTime / 1000) * 1000, sentAt: madeAt - 20, receivedAt: madeAt + 20 };
}
