import { expect, test } from 'vitest';
import { createTicketStore } from '../../src/modules/tickets/store.js';
import { closeQuietly, connectExclusive } from '../../src/redis/index.js';
import { type Command, createReads, type Reads } from '../../src/verify/reads.js';
import { type Report, verify } from '../../src/verify/verify.js';
import { openBus } from '../support/bus.js';
import { accepted, by } from '../support/market.js';
import { settledWorld, type World } from './world.js';

type Happening = (world: World, ticketId: string) => Promise<unknown>;

test.each<[string, (command: Command) => boolean, Happening]>([
  ['a ticket is changed after its entries were walked', isRecord, (world, id) => edit(world, id, 2)],
  ['a ticket is withdrawn between two reads of it', isScore, (world, id) => withdraw(world, id)],
  ['a ticket is changed between two reads of it', isScore, (world, id) => edit(world, id, 1)],
  ['a ticket is withdrawn while its index is read', (command) => command[0] === 'hmget', withdraw],
  [
    'a stream is trimmed to entries that come after those that were read',
    isFollowing,
    async (world, id) => {
      await edit(world, id, 3);
      await world.redis.xtrim('{0}:tickets', 'MAXLEN', 1);
    },
  ],
  ['a stream and its histories are cut after they were walked', isRecord, cutTickets],
  ['a snapshot is cut before it is looked for', isSearch, cutSnapshots],
  [
    'a snapshot is cut after it was walked',
    ([name, key]) => name === 'zscore' && isOfSnapshots(key),
    cutSnapshots,
  ],
])('verify: %s, no violation', async (_, moment, happen) => {
  const world = await settledWorld();
  const [id = ''] = await world.redis.zrange('{0}:tickets:by-status:available', -1, '-1');
  let happened = false;
  const report = await auditWhile(world, async (commands) => {
    if (happened || !commands.some(moment)) return;
    happened = true;
    await happen(world, id);
  });

  expect(happened).toBe(true);
  expect(report.violations).toEqual([]);
});

/** Audits, and lets something happen right before commands are sent. */
async function auditWhile(
  { server }: World,
  before: (commands: readonly Command[]) => Promise<unknown>,
): Promise<Report> {
  const redis = await connectExclusive(server.target, 'holdfast-verify');
  const plain = createReads(redis, new AbortController().signal);
  const reads: Reads = {
    async all(commands) {
      await before(commands);
      return plain.all(commands);
    },
    atOnce: plain.atOnce,
  };
  const report = await verify({ reads, partitions: 1, progress: () => undefined, now: Date.now });
  closeQuietly(redis);
  return report;
}

function isRecord([name, key]: Command): boolean {
  return name === 'hgetall' && String(key).startsWith('{0}:tickets:');
}

function isScore([name, key]: Command): boolean {
  return name === 'zscore' && String(key).includes('by-status:available');
}

/** The first look for what came after the walk. */
function isFollowing([name, key, from]: Command): boolean {
  return name === 'xrange' && key === '{0}:tickets' && String(from).startsWith('(') && from !== '(0-0';
}

/** The look for an entry at its time. */
function isSearch([name, key, from]: Command): boolean {
  return name === 'xrange' && key === '{0}:tickets' && !String(from).startsWith('(');
}

function isOfSnapshots(key: string | number | undefined): boolean {
  return String(key).startsWith('{0}:tickets:outside:');
}

/** Only the newest entry is left, and what is kept of where it is. */
async function cutTickets(world: World): Promise<void> {
  const { redis } = world;
  const [, fields = []] = (await redis.xrevrange('{0}:tickets', '+', '-', 'COUNT', 1))[0] ?? [];
  for (const key of await redis.keys('{0}:tickets:history:*'))
    await redis.zremrangebyrank(key, 0, fields.includes(key.split(':')[3] ?? '') ? -2 : -1);
  await cutSnapshots(world);
}

/** What is cut from the stream is cut from its index as well. */
async function cutSnapshots({ redis }: World): Promise<void> {
  const indexes = await redis.keys('{0}:tickets:outside:*');
  await redis.multi().xtrim('{0}:tickets', 'MAXLEN', 1).del(indexes).exec();
}

function withdraw(world: World, id: string): Promise<void> {
  return asServer(world, async (tickets) => void (await accepted(tickets.withdraw(id, by('ann')))));
}

function edit(world: World, id: string, times: number): Promise<void> {
  return asServer(world, async (tickets) => {
    for (let price = 1; price <= times; price += 1) await accepted(tickets.edit(id, by('ann'), { price }));
  });
}

async function asServer(
  { server }: World,
  act: (tickets: ReturnType<typeof createTicketStore>) => Promise<void>,
): Promise<void> {
  const bus = openBus({ target: server.target });
  await act(createTicketStore(bus));
  await bus.close();
}
