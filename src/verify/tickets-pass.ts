import { setTimeout as delay } from 'node:timers/promises';
import { judgeTwice, readCaseAtOnce, readCases } from './case.js';
import type { Findings } from './findings.js';
import { wholeNumber } from './hash-checks.js';
import { type Place, ticketKey } from './layout.js';
import { judgeAnnounced, judgeApplied, judgeTimes, type Stand } from './line-checks.js';
import type { Reads } from './reads.js';
import { inquireTicket, type Judgement, judgeTicket, type TicketCase } from './ticket-case.js';
import { readTold } from './told.js';
import type { Walk } from './walk.js';

export interface TicketsPass {
  look(places: readonly Place[]): Promise<void>;
  /**
   * Looks again at what was pending: it may be through by now.
   *
   * @returns how many tickets could not be compared with their replicas and orders
   */
  lookAgain(): Promise<number>;
}

export interface PassOptions {
  readonly reads: Reads;
  readonly walk: Walk;
  readonly findings: Findings;
}

/** How many tickets that could not be compared are looked at again. */
const REMEMBERED = 1000;

/** How often, and how long after one another: nearly everything is through by then, if anybody works on it. */
const LOOKS = 5;
const PAUSE_MS = 100;

/** Judges tickets, by their entries and by what the other module has of them. */
export function createTicketsPass({ reads, walk, findings }: PassOptions): TicketsPass {
  let remembered: Place[] = [];
  let pending = 0;

  function judgeLines(found: TicketCase, own: Stand, orders: Stand, told: object | undefined): void {
    const { ticket: hash, partition, id, histories } = found;
    const version = wholeNumber(hash?.version);
    if (!hash || version === undefined) return;
    const line = own.before ?? own.after;
    const lostAt = histories.tickets.find(({ sequence }) => line && sequence === line.first - 1)?.at;
    const record = { partition, id, stream: 'tickets', key: ticketKey(found), hash, version } as const;
    findings.add(judgeAnnounced({ ...record, lostAt: lostAt ?? Number.NEGATIVE_INFINITY }, own, told));
    for (const [stream, stand] of [
      ['tickets', own],
      ['orders', orders],
    ] as const) {
      findings.add(judgeTimes({ partition, id, stream, members: histories[stream] }, stand));
      findings.looked('history');
    }
    findings.add(judgeApplied(found, own, orders));
    for (const check of ['versions', 'hashes'] as const) findings.looked(check);
    findings.looked('applied', 2);
  }

  /** @returns whether it could be compared */
  function settle(judgement: Judgement | undefined): boolean {
    findings.add(judgement?.violations ?? []);
    if (!judgement || judgement.isPending) return false;
    for (const check of ['replicas', 'holds'] as const) findings.looked(check);
    return true;
  }

  return {
    async look(places) {
      const before = places.map(({ id }) => ({ own: walk.tickets.get(id), orders: walk.orderLines.get(id) }));
      const cases = await readCases(reads, places.map(inquireTicket));
      const fresh = await walk.follow();
      const told = await readTold(
        reads,
        cases.map(({ partition, id, ticket: hash }, i) => ({
          partition,
          id,
          hash,
          stream: 'tickets',
          before: before[i]?.own,
        })),
        fresh,
      );
      await walk.readRetention();
      for (const [i, found] of cases.entries()) {
        const { partition, id } = found;
        const own = {
          before: before[i]?.own,
          after: walk.tickets.get(id),
          retention: walk.retention(partition, 'tickets'),
        };
        const orders = {
          before: before[i]?.orders,
          after: walk.orderLines.get(id),
          retention: walk.retention(partition, 'orders'),
        };
        judgeLines(found, own, orders, told[i]);
        findings.looked('indexes', found.indexes.length);
        if (settle(await judgeTwice(reads, inquireTicket(found), found, judgeTicket))) continue;
        pending += 1;
        if (remembered.length < REMEMBERED) remembered.push({ partition, id });
      }
    },
    async lookAgain() {
      for (let looks = 0; looks < LOOKS && remembered.length > 0; looks += 1) {
        await delay(PAUSE_MS);
        const still: Place[] = [];
        for (const place of remembered) {
          const found = await readCaseAtOnce(reads, inquireTicket(place));
          if (!settle(found && judgeTicket(found))) still.push(place);
        }
        pending -= remembered.length - still.length;
        remembered = still;
      }
      return pending;
    },
  };
}
