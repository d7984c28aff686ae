import { expect, onTestFinished, test } from 'vitest';
import type { GroupState } from '../src/bus/index.js';
import type { Check } from '../src/http/index.js';
import { checkReadiness, judgeData, judgeGroups } from '../src/readiness.js';
import { checkRequirements, connectShared, watchReach } from '../src/redis/index.js';
import { accepted, by, details, openMarket } from './support/market.js';
import { ownRedis } from './support/own.js';
import type { RedisServer } from './support/redis.js';
import { waitFor } from './support/wait-for.js';

const group: GroupState = {
  ...{ group: 'orders', stream: 'tickets', partition: 3, exists: true, lag: 0, pending: 0 },
  ...{ stuck: [], deadLetters: 0, healed: 0 },
};

function check(name: string, ...groups: GroupState[]): Check | undefined {
  return judgeGroups(groups).find((one) => one.name === name);
}

test('readiness: groups that are through, all is well', () => {
  const tickets = { ...group, group: 'tickets', stream: 'orders' };
  expect(judgeGroups([group, tickets])).toEqual([
    { name: 'groups', ok: true, detail: 'every consumer group exists' },
    { name: 'lag', ok: true, detail: 'no group has more than 10000 entries to read' },
    { name: 'gaps', ok: true, detail: 'no entry waits for another that does not come' },
    { name: 'dead-letters', ok: true, detail: 'none' },
    { name: 'healed-gaps', ok: true, detail: 'none since the start' },
  ]);
});

test('readiness: a group that does not exist, is named', () => {
  const missing = { ...group, exists: false, lag: null };
  expect(check('groups', group, missing)).toEqual({
    name: 'groups',
    ok: false,
    detail: 'missing: group orders of {3}:tickets',
  });
});

test('readiness: 10,000 entries to read, are not too many', () => {
  expect(check('lag', { ...group, lag: 10_000 })?.ok).toBe(true);
});

test('readiness: more than 10,000 entries to read, are told with their group', () => {
  expect(check('lag', group, { ...group, lag: 10_001 })).toEqual({
    name: 'lag',
    ok: false,
    detail: 'group orders of {3}:tickets has 10001 entries to read',
  });
});

test('readiness: a lag that Redis can not tell, is no failure', () => {
  expect(check('lag', { ...group, lag: null })?.ok).toBe(true);
});

test('readiness: entries that wait while nothing is stuck, are no failure', () => {
  expect(judgeGroups([{ ...group, pending: 5 }]).every(({ ok }) => ok)).toBe(true);
});

test('readiness: stuck entries, are named with ticket, sequence and group', () => {
  const stuck = [
    { entryId: '5-0', subject: 'ticket-a', sequence: 2, ageMs: 9000 },
    { entryId: '6-0', subject: 'ticket-b', sequence: 7, ageMs: 8000 },
  ];
  expect(check('gaps', group, { ...group, pending: 2, stuck })).toEqual({
    name: 'gaps',
    ok: false,
    detail:
      'ticket ticket-a: entry 2 (5-0) waits in group orders of {3}:tickets, ' +
      'ticket ticket-b: entry 7 (6-0) waits in group orders of {3}:tickets',
  });
});

test('readiness: dead letters, are counted and no failure', () => {
  expect(check('dead-letters', group, { ...group, deadLetters: 4 })).toEqual({
    name: 'dead-letters',
    ok: true,
    detail: 'group orders of {3}:tickets: 4',
  });
});

test('readiness: gaps that were healed, are counted and no failure', () => {
  expect(check('healed-gaps', group, { ...group, healed: 2 })).toEqual({
    name: 'healed-gaps',
    ok: true,
    detail: 'group orders of {3}:tickets: 2 since the start',
  });
});

test('readiness: data that was replaced, is a failure with its reason', () => {
  expect(judgeData('the data is gone', [])).toEqual({
    ...{ name: 'data-loss', ok: false, detail: 'the data is gone' },
  });
});

test('readiness: writes that Redis has lost, are told with their partitions and no failure', () => {
  const losses = [
    { partition: 0, transactionsAtMost: 3 },
    { partition: 2, transactionsAtMost: 1 },
  ];
  expect(judgeData(undefined, losses)).toEqual({
    name: 'data-loss',
    ok: true,
    detail:
      'Redis has lost what it had confirmed: up to 3 transactions of partition 0, up to 1 transactions of partition 2',
  });
});

test('readiness: a server that has just started, becomes ready', async () => {
  const { ready } = openServer(await ownRedis());
  const checks = await waitFor(async () => allOk(await ready()), { what: 'the server to be ready' });
  expect(checks.map(({ name }) => name)).toEqual([
    ...['redis', 'version', 'eviction', 'append-only-file'],
    ...['writes', 'data-loss'],
    ...['groups', 'lag', 'gaps', 'dead-letters', 'healed-gaps'],
  ]);
});

test('readiness: a ticket changed with no entry and then edited properly, is named as a gap', async () => {
  const server = await ownRedis();
  const { ready, tickets } = openServer(server);
  const { id } = await tickets.create('seller', details);
  await server.connect().hincrby(`{0}:tickets:${id}`, 'version', 1);
  await accepted(tickets.edit(id, by('seller'), { price: 3000 }));
  const gaps = await waitFor(async () => (await ready()).find(({ name, ok }) => name === 'gaps' && !ok), {
    what: 'a gap to be told',
  });
  expect(gaps.detail).toMatch(
    new RegExp(`^ticket ${id}: entry 2 \\(\\d+-\\d+\\) waits in group orders of \\{0\\}:tickets$`),
  );
  expect((await ready()).filter(({ ok }) => !ok)).toEqual([gaps]);
});

test('readiness: a group destroyed that nobody makes anew, is named', async () => {
  const server = await ownRedis();
  const { ready, bus } = openServer(server);
  await waitFor(async () => allOk(await ready()), { what: 'the server to be ready' });
  await bus.stop({ timeoutMs: 1000 });
  await server.connect().xgroup('DESTROY', '{0}:orders', 'tickets');
  expect((await ready()).filter(({ ok }) => !ok)).toEqual([
    { name: 'groups', ok: false, detail: 'missing: group tickets of {0}:orders' },
  ]);
});

test('readiness: Redis gone, each look is told so within 3 s', async () => {
  const server = await ownRedis();
  const { ready } = openServer(server);
  await waitFor(async () => allOk(await ready()), { what: 'the server to be ready' });
  await server.kill('SIGKILL');
  // Which of ioredis' errors a look ends with depends on the moment; what is told must not.
  for (let look = 0; look < 3; look += 1) {
    expect(await inTime(ready)).toEqual([
      {
        name: 'redis',
        ok: false,
        detail: expect.stringMatching(
          /^Redis does not answer: no connection to it can be made\. Look whether/,
        ),
      },
    ]);
  }
});

test('readiness: Redis silent, each look is told so within 3 s', async () => {
  const server = await ownRedis();
  const { ready } = openServer(server);
  await waitFor(async () => allOk(await ready()), { what: 'the server to be ready' });
  await server.kill('SIGSTOP');
  try {
    for (let look = 0; look < 3; look += 1) {
      expect(await inTime(ready)).toEqual([
        {
          name: 'redis',
          ok: false,
          detail: expect.stringMatching(
            /^Redis does not answer: it is connected, and no reply comes in time\. Look/,
          ),
        },
      ]);
    }
  } finally {
    await server.kill('SIGCONT');
  }
});

test('readiness: Redis back again, is ready again', async () => {
  const server = await ownRedis();
  const { ready } = openServer(server);
  await server.kill('SIGKILL');
  expect(await ready()).toMatchObject([{ name: 'redis', ok: false }]);
  await server.restart();
  await waitFor(async () => allOk(await ready()), { what: 'the server to be ready again' });
});

/** What main.ts puts together, as far as readiness looks at it. */
function openServer({ target }: RedisServer) {
  const market = openMarket({ target, limits: { stuckAfterMs: 200 } });
  const shared = connectShared(target, 'test-readiness');
  onTestFinished(async () => {
    await market.close();
    shared.disconnect();
  });
  const sources = {
    requirements: () => checkRequirements(shared),
    isReached: watchReach(shared),
    groups: market.bus.inspect,
    replaced: async () => undefined,
    losses: market.bus.losses,
  };
  return { ...market, ready: () => checkReadiness(sources) };
}

function allOk(checks: Check[]): Check[] | undefined {
  return checks.every(({ ok }) => ok) ? checks : undefined;
}

async function inTime(ready: () => Promise<Check[]>): Promise<Check[]> {
  const before = performance.now();
  const checks = await ready();
  expect(performance.now() - before).toBeLessThan(3000);
  return checks;
}
