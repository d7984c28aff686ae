import type { Inquiry } from './case.js';
import { shown, wholeNumber } from './hash-checks.js';
import { type HistoryMember, historyOf } from './kept.js';
import {
  FIRST_SEQUENCE,
  type Fields,
  historyKey,
  type IndexPlace,
  orderKey,
  type Place,
  placesOfTicket,
  replicaKey,
  type StreamName,
  ticketKey,
} from './layout.js';
import { lineName } from './line.js';
import { fieldsOf, scoreOf } from './reads.js';
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
  /** What is kept of where the entries about it are, in each stream. */
  readonly histories: Readonly<Record<StreamName, readonly HistoryMember[]>>;
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
      ['zrange', historyKey('tickets', place), 0, -1, 'WITHSCORES'],
      ['zrange', historyKey('orders', place), 0, -1, 'WITHSCORES'],
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
        histories: { tickets: historyOf(first[2]), orders: historyOf(first[3]) },
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

export function judgeTicket(found: TicketCase): Judgement {
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
    ...judgeHistory(found, 'tickets', { newest: version, told: ticketKey(found) }),
    ...judgeNewest(found, ticket),
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
      ...judgeHistory(found, 'orders', { newest: sequence, told: replicaKey(found) }),
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

/**
 * A history goes on to the newest entry of its line. It may lack its beginning, or all of it: whether it has lost them,
 * the entries tell.
 *
 * @param told the key of the record that counts them
 */
function judgeHistory(
  found: TicketCase,
  stream: StreamName,
  { newest, told }: { readonly newest: number; readonly told: string },
): Violation[] {
  const members = found.histories[stream];
  const first = members[0]?.sequence;
  if (first === undefined) return [];
  const isWhole =
    first >= FIRST_SEQUENCE[stream] &&
    members.length === newest - first + 1 &&
    members.every(({ sequence }, i) => sequence === first + i);
  if (isWhole) return [];
  const detail = `the history tells of ${members.length} entries from ${first}, and the last one is ${newest}`;
  const keys = [historyKey(stream, found), told];
  return [violation('history', found.partition, keys, `${lineName(stream, found.id)}: ${detail}`)];
}

/** The newest version is the one of which the ticket itself tells the time. */
function judgeNewest(found: TicketCase, { version, updatedAt = '' }: Fields): Violation[] {
  const newest = found.histories.tickets.at(-1);
  if (newest === undefined || newest.sequence !== Number(version) || newest.at === Date.parse(updatedAt))
    return [];
  const detail = `the history tells another time of version ${version} than the ticket`;
  return [about(found, 'history', [historyKey('tickets', found), ticketKey(found)], detail)];
}

function about(
  { partition, id }: TicketCase,
  check: Check,
  keys: readonly string[],
  detail: string,
): Violation {
  return violation(check, partition, keys, `ticket ${id}: ${detail}`);
}
