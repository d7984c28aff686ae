import type { Inquiry } from './case.js';
import { shown, wholeNumber } from './hash-checks.js';
import {
  type Fields,
  historyKey,
  type IndexPlace,
  orderKey,
  type Place,
  placesOfTicket,
  replicaKey,
  ticketKey,
} from './layout.js';
import { fieldsOf, scoreOf, stringsOf } from './reads.js';
import { type Check, type Violation, violation } from './violation.js';

/** A ticket with all that hangs together with it. */
export interface TicketCase extends Place {
  readonly ticket: Fields | undefined;
  readonly replica: Fields | undefined;
  /** The order that the replica names. */
  readonly holder: Fields | undefined;
  /** The order that the ticket names. */
  readonly claimant: Fields | undefined;
  /** The indexes that it should be in, with the score that it has there. */
  readonly indexes: readonly (IndexPlace & { readonly found: number | undefined })[];
  readonly history: readonly HistoryMember[];
}

/** A version, and when its change was made, in milliseconds since the epoch. */
export interface HistoryMember {
  readonly version: number;
  readonly at: number;
}

export function inquireTicket(place: Place): Inquiry<TicketCase> {
  /** What has to be read by what the ticket and its replica say. */
  const named = (ticket: Fields | undefined, replica: Fields | undefined) => ({
    indexes: ticket ? placesOfTicket(place.partition, ticket) : [],
    orders: [...new Set([replica?.orderId, ticket?.orderId])].filter((id) => id !== undefined),
  });
  return {
    first: [
      ['hgetall', ticketKey(place)],
      ['hgetall', replicaKey(place)],
      ['zrange', historyKey(place), 0, -1, 'WITHSCORES'],
    ],
    rest([ticket, replica]) {
      const { indexes, orders } = named(fieldsOf(ticket), fieldsOf(replica));
      return [
        ...indexes.map(({ key }) => ['zscore', key, place.id] as const),
        ...orders.map((id) => ['hgetall', orderKey({ ...place, id })] as const),
      ];
    },
    build(first, rest) {
      const [ticket, replica] = [fieldsOf(first[0]), fieldsOf(first[1])];
      const { indexes, orders } = named(ticket, replica);
      const order = (id: string | undefined) =>
        id === undefined ? undefined : fieldsOf(rest[indexes.length + orders.indexOf(id)]);
      return {
        ...place,
        ticket,
        replica,
        holder: order(replica?.orderId),
        claimant: order(ticket?.orderId),
        indexes: indexes.map((index, i) => ({ ...index, found: scoreOf(rest[i]) })),
        history: historyOf(first[2]),
      };
    },
  };
}

/** What can be said of a ticket as it was at one moment. */
export interface Judgement {
  readonly violations: readonly Violation[];
  /** Whether something was on its way between the modules, so that they could not be compared. */
  readonly isPending: boolean;
}

/** @param isTrimmed whether the beginning of its history may be gone */
export function judgeTicket(found: TicketCase, { isTrimmed }: { readonly isTrimmed: boolean }): Judgement {
  const { ticket, replica } = found;
  // Deleted while we looked: no ticket ever is, so its entries tell.
  if (!ticket) return { violations: [], isPending: false };
  const version = wholeNumber(ticket.version);
  const seen = wholeNumber(ticket.seen ?? '0');
  if (version === undefined || seen === undefined) {
    const numbers = `version ${shown(ticket.version)} and seen ${shown(ticket.seen)}: these are no counts`;
    return { violations: [about(found, 'hashes', [ticketKey(found)], `has ${numbers}`)], isPending: false };
  }
  const alone = [
    ...judgeStatus(found, ticket),
    ...judgeIndexes(found),
    ...judgeHistory(found, version, isTrimmed),
    ...judgeHolder(found),
  ];
  const copied = wholeNumber(replica?.version);
  const sequence = wholeNumber(replica?.sequence);
  if (!replica || copied === undefined || sequence === undefined)
    return { violations: alone, isPending: true };

  const isPending = copied < version || seen < sequence;
  return {
    violations: [
      ...alone,
      ...judgeReplica(found, ticket, replica),
      ...(seen > sequence ? [ahead(found, `has seen ${seen} order entries of ${sequence}`)] : []),
      ...(isPending ? [] : judgeHold(found, ticket)),
    ],
    isPending,
  };
}

function judgeStatus(found: TicketCase, { status, orderId }: Fields): Violation[] {
  if ((status === 'reserved') === (orderId !== undefined)) return [];
  return [about(found, 'holds', [ticketKey(found)], `is ${status} with orderId ${shown(orderId)}`)];
}

const COPIED = ['id', 'title', 'price', 'currency', 'sellerId', 'status'] as const;

function judgeReplica(found: TicketCase, ticket: Fields, replica: Fields): Violation[] {
  const [copied, version] = [Number(replica.version), Number(ticket.version)];
  if (copied > version) return [ahead(found, `is of version ${version}, its replica of ${copied}`)];
  if (copied < version) return [];
  return COPIED.filter((name) => replica[name] !== ticket[name]).map((name) =>
    about(
      found,
      'replicas',
      [replicaKey(found), ticketKey(found)],
      `version ${version}: ${name} is ${shown(ticket[name])}, and ${shown(replica[name])} in the replica`,
    ),
  );
}

function ahead(found: TicketCase, detail: string): Violation {
  return about(found, 'replicas', [ticketKey(found), replicaKey(found)], detail);
}

/** What the orders module says of its own: an order and the replica that it holds change in one EXEC. */
function judgeHolder(found: TicketCase): Violation[] {
  const { replica, holder } = found;
  const orderId = replica?.orderId;
  if (orderId === undefined) return [];
  const keys = [replicaKey(found), orderKey({ ...found, id: orderId })];
  if (!holder)
    return [about(found, 'holds', keys, `the replica names order ${orderId}, which does not exist`)];
  if (holder['ticket.id'] !== found.id)
    return [about(found, 'holds', keys, `the replica names order ${orderId}, which is for another ticket`)];
  if (holder.status === 'cancelled')
    return [about(found, 'holds', keys, `order ${orderId} is cancelled, but holds the replica`)];
  return [];
}

/** What both modules say, when each has heard all of the other. */
function judgeHold(found: TicketCase, ticket: Fields): Violation[] {
  const { holder, claimant } = found;
  const live = holder?.status === 'created' ? holder.id : undefined;
  if (ticket.orderId !== live) {
    const claimed = ticket.orderId === undefined ? [] : [orderKey({ ...found, id: ticket.orderId })];
    const named = live === undefined ? [] : [orderKey({ ...found, id: live })];
    const state = claimed.length === 0 ? '' : claimant ? ` (${claimant.status})` : ' (which does not exist)';
    const detail = `orderId is ${shown(ticket.orderId)}${state}, the live order ${shown(live)}`;
    return [about(found, 'holds', [ticketKey(found), ...claimed, ...named], detail)];
  }
  const isBought =
    holder?.status === 'complete' && !(ticket.status === 'withdrawn' && holder.refundDue === 'true');
  if (isBought === (ticket.status === 'sold')) return [];
  const keys = [ticketKey(found), ...(holder?.id ? [orderKey({ ...found, id: holder.id })] : [])];
  return [
    about(
      found,
      'holds',
      keys,
      `is ${ticket.status}, with ${isBought ? 'a' : 'no'} complete order that has it`,
    ),
  ];
}

function judgeIndexes(found: TicketCase): Violation[] {
  return found.indexes
    .filter((index) => index.found !== index.score)
    .map(({ key, found: score }) =>
      about(
        found,
        'indexes',
        [key, ticketKey(found)],
        score === undefined ? 'is missing in its index' : `stands in its index at ${score}`,
      ),
    );
}

/** A history is cut with its stream: it may lack its beginning, or all of it. */
function judgeHistory(found: TicketCase, version: number, isTrimmed: boolean): Violation[] {
  const { history, ticket } = found;
  const first = history[0]?.version;
  if (first === undefined && isTrimmed) return [];
  const isWhole =
    first !== undefined &&
    (first === 0 || isTrimmed) &&
    history.length === version - first + 1 &&
    history.every((member, i) => member.version === first + i);
  const isNewestRight = history.at(-1)?.at === Date.parse(ticket?.updatedAt ?? '');
  if (isWhole && isNewestRight) return [];
  const detail = isWhole
    ? `tells another time of version ${version} than the ticket`
    : `tells of ${history.length} versions${first === undefined ? '' : ` from ${first}`}, of a ticket of version ${version}`;
  return [about(found, 'history', [historyKey(found), ticketKey(found)], detail)];
}

/** Members are `version:milliseconds`, and their scores the versions; anything else is no version. */
function historyOf(reply: unknown): HistoryMember[] {
  const flat = stringsOf(reply);
  const members: HistoryMember[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [, version, at] = /^(\d+):(\d+)$/.exec(flat[i] ?? '') ?? [];
    const isRight = version !== undefined && Number(version) === Number(flat[i + 1]);
    members.push({ version: isRight ? Number(version) : Number.NaN, at: Number(at) });
  }
  return members;
}

function about(
  { partition, id }: TicketCase,
  check: Check,
  keys: readonly string[],
  detail: string,
): Violation {
  return violation(check, partition, keys, `ticket ${id}: ${detail}`);
}
