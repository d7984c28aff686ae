import { onTestFinished } from 'vitest';
import type { ConsumerLimits } from '../../src/bus/consumer.js';
import { readingLimits, silent } from './bus.js';
import { loser } from './gaps.js';
import { accepted, by, type Market, openMarket } from './market.js';
import { ownRedis } from './own.js';
import { waitFor } from './wait-for.js';

/** How long a gap may stay before it heals. */
export const GAP_MS = 150;
const OFTEN = { baseMs: 4, maxMs: 20 };

export async function openHealing({
  gapTimeoutMs = GAP_MS,
  early = OFTEN,
  ...limits
}: Partial<ConsumerLimits> = {}) {
  const server = await ownRedis();
  const { target } = server;
  const redis = server.connect();
  return { redis, target, market: openOther(target, gapTimeoutMs, { early, ...limits }), lose: loser(redis) };
}

export function openOther(
  target: string,
  gapTimeoutMs: number,
  changes: Partial<ConsumerLimits> = {},
): Market {
  const market = openMarket({
    target,
    log: silent,
    limits: readingLimits({ gapTimeoutMs, early: OFTEN, maxAttempts: 2, ...changes }),
  });
  onTestFinished(() => market.close());
  return market;
}

export async function edit({ tickets }: Market, id: string, price: number): Promise<void> {
  await accepted(tickets.edit(id, by('ann'), { price }));
}

export async function untilCopied({ orders }: Market, id: string, fields: object): Promise<void> {
  await waitFor(async () => matches(await orders.replica(id), fields), { what: JSON.stringify(fields) });
}

export async function untilTicket({ tickets }: Market, id: string, fields: object): Promise<void> {
  await waitFor(async () => matches(await tickets.get(id), fields), { what: JSON.stringify(fields) });
}

export async function untilNothingIsPending({ bus }: Market): Promise<void> {
  await waitFor(
    async () => (await bus.inspect()).every(({ pending, lag }) => pending === 0 && (lag ?? 0) === 0),
    {
      what: 'both groups to be through',
    },
  );
}

function matches(state: object | undefined, fields: object): boolean {
  const values = new Map(Object.entries(state ?? {}));
  return Object.entries(fields).every(([name, value]) => values.get(name) === value);
}
