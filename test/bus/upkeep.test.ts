import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { BUS_LIMITS } from '../../src/bus/index.js';
import { type OpenBusOptions, openBus, readingLimits } from '../support/bus.js';
import { createLedger, type Ledger } from '../support/ledger.js';
import { keepLog } from '../support/log.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

/** Looks all the time, and leaves an entry. */
const eager = {
  retention: { maxAgeMs: 3_600_000, maxLength: 1 },
  upkeep: { firstMs: 1, everyMs: 5, pieceSize: 10 },
};

const WARNING = 'the upkeep of the streams failed; trying again';

test('upkeep: a server that runs, keeps its streams short', async () => {
  const { client, ledger, account, deposit } = await open();
  for (let sequence = 1; sequence <= 30; sequence += 1) await deposit(sequence);
  await untilShort(client, ledger);
  await waitFor(async () => (await ledger.account(client, account)).version === '30', {
    what: 'all to be booked',
  });
});

test('upkeep: the retention of a server that was told none, is a week and a million entries', () => {
  expect(BUS_LIMITS.retention).toEqual({ maxAgeMs: 604_800_000, maxLength: 1_000_000 });
});

test('upkeep: stopped while it waits for its next look, ends at once', async () => {
  const { bus } = await open({ upkeep: { firstMs: 3_600_000, everyMs: 3_600_000, pieceSize: 10 } });
  const before = performance.now();
  await bus.close();
  expect(performance.now() - before).toBeLessThan(500);
});

test('upkeep: Redis away, says so once and goes on when it is back', async () => {
  const proxy = await ownProxy(redis);
  const { log, lines } = keepLog('warn');
  const { client, ledger, deposit } = await open({}, { target: proxy.target, log });
  const warnings = () => lines.filter(([message]) => message === WARNING);
  await deposit(1);
  proxy.cut();
  proxy.blackHole();
  await waitFor(() => warnings().length > 0, { what: 'the upkeep to notice' });
  for (let sequence = 2; sequence <= 30; sequence += 1) await deposit(sequence);
  // Several rounds fail.
  const { accepted } = proxy;
  await waitFor(() => proxy.accepted > accepted + 3, { what: 'more tries' });
  const told = warnings().length;
  expect(told).toBe(1);
  proxy.heal();
  await untilShort(client, ledger);
  proxy.cut();
  proxy.blackHole();
  await waitFor(() => warnings().length > told, { what: 'the upkeep to notice again' });
  proxy.heal();
});

test('upkeep: two streams whose keys hold something else, the other one is kept short all the same', async () => {
  const [damaged, sound, broken] = [newLedger(), newLedger(), newLedger()];
  const client = redis.connect();
  for (const { stream } of [damaged, broken]) await client.set(stream, 'no stream');
  const { log, lines } = keepLog('warn');
  const bus = start({ log, subscriptions: [damaged, sound, broken].map((ledger) => ledger.subscription()) });
  const account = await sound.open(bus);
  for (const first of [1, 31, 61]) {
    for (let n = 0; n < 30; n += 1) await sound.deposit(client, account, first + n);
    await untilShort(client, sound);
  }
  expect(lines.filter(([message]) => message === WARNING)).toHaveLength(1);
});

/** A bus that reads a ledger of its own, where nothing else is said. */
async function open(limits: OpenBusOptions['limits'] = {}, options: Partial<OpenBusOptions> = {}) {
  const ledger = newLedger();
  const client = redis.connect();
  const bus = start({ ...options, limits: { ...eager, ...limits }, subscriptions: [ledger.subscription()] });
  const account = await ledger.open(bus);
  return {
    bus,
    client,
    ledger,
    account,
    deposit: (sequence: number) => ledger.deposit(client, account, sequence),
  };
}

function start({ limits = eager, ...options }: Partial<OpenBusOptions>) {
  const bus = openBus({
    target: redis.target,
    limits: { ...readingLimits({ blockMs: 50 }), ...limits },
    ...options,
  });
  onTestFinished(bus.close);
  return bus;
}

function newLedger(): Ledger {
  return createLedger(`ledger-${randomUUID()}`);
}

async function untilShort(client: Redis, { stream }: Ledger): Promise<void> {
  await waitFor(async () => (await client.xlen(stream)) === 1, { what: 'the stream to be cut to one entry' });
}
