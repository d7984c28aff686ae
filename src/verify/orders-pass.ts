import { judgeTwice, readCases } from './case.js';
import { wholeNumber } from './hash-checks.js';
import { orderKey, type Place } from './layout.js';
import { judgeAnnounced, type Stand } from './line-checks.js';
import { inquireOrder, judgeOrder, type OrderCase } from './order-case.js';
import type { PassOptions } from './tickets-pass.js';
import { readTold } from './told.js';

/** Judges orders, by their entries and by the replicas that they hold. */
export function createOrdersPass({ reads, walk, findings }: PassOptions) {
  function judgeLine(found: OrderCase, stand: Stand, told: object | undefined): void {
    const { order: hash, partition, id } = found;
    const version = wholeNumber(hash?.version);
    if (!hash || version === undefined) return;
    const lostAt = Date.parse(hash.createdAt ?? '');
    const record = { partition, id, stream: 'orders', key: orderKey(found), hash, version, lostAt } as const;
    findings.add(judgeAnnounced(record, stand, told));
    for (const check of ['versions', 'hashes'] as const) findings.looked(check);
  }

  return {
    async look(places: readonly Place[]): Promise<void> {
      const before = places.map(({ id }) => walk.orders.get(id));
      const cases = await readCases(reads, places.map(inquireOrder));
      const fresh = await walk.follow();
      const told = await readTold(
        reads,
        cases.map(({ partition, id, order: hash }, i) => ({
          partition,
          id,
          hash,
          stream: 'orders',
          before: before[i],
        })),
        fresh,
      );
      await walk.readRetention();
      for (const [i, found] of cases.entries()) {
        const retention = walk.retention(found.partition, 'orders');
        judgeLine(found, { before: before[i], after: walk.orders.get(found.id), retention }, told[i]);
        const judge = (one: OrderCase) => ({ violations: judgeOrder(one) });
        const judged = await judgeTwice(reads, inquireOrder(found), found, judge);
        findings.add(judged?.violations ?? []);
        findings.looked('indexes', found.indexes.length);
        findings.looked('holds');
      }
    },
  };
}
