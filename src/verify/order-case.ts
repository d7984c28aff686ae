import type { Inquiry } from './case.js';
import { shown, wholeNumber } from './hash-checks.js';
import { type Fields, type IndexPlace, orderKey, type Place, placesOfOrder, replicaKey } from './layout.js';
import { fieldsOf, scoreOf } from './reads.js';
import { type Check, type Violation, violation } from './violation.js';

/** An order with all that hangs together with it. */
export interface OrderCase extends Place {
  readonly order: Fields | undefined;
  /** The replica of its ticket. */
  readonly replica: Fields | undefined;
  /** The indexes that it should be in, with the score that it has there. */
  readonly indexes: readonly (IndexPlace & { readonly found: number | undefined })[];
}

export function inquireOrder(place: Place): Inquiry<OrderCase> {
  const known = ([reply]: readonly unknown[]) => {
    const order = fieldsOf(reply);
    return { order, indexes: order ? placesOfOrder(place.partition, order) : [] };
  };
  return {
    first: [['hgetall', orderKey(place)]],
    rest(first) {
      const { order, indexes } = known(first);
      const scores = indexes.map(({ key }) => ['zscore', key, place.id] as const);
      return [['hgetall', replicaKey(ticketOf(place, order))], ...scores];
    },
    build(first, [replica, ...scores]) {
      const { order, indexes } = known(first);
      return {
        ...place,
        order,
        replica: fieldsOf(replica),
        indexes: indexes.map((index, i) => ({ ...index, found: scoreOf(scores[i]) })),
      };
    },
  };
}

/** An order, its indexes and the replica that it holds change in one EXEC, so this holds at every moment. */
export function judgeOrder(found: OrderCase): Violation[] {
  const { order } = found;
  // Deleted while we looked: no order ever is, so its entries tell.
  if (!order) return [];
  if (wholeNumber(order.version) === undefined)
    return [
      about(found, 'hashes', [orderKey(found)], `has version ${shown(order.version)}, which is no count`),
    ];
  return [...judgeHolding(found, order), ...judgeIndexes(found)];
}

function judgeHolding(found: OrderCase, order: Fields): Violation[] {
  const { replica, id } = found;
  const keys = [orderKey(found), replicaKey(ticketOf(found, order))];
  if (!replica)
    return [about(found, 'holds', keys, `there is no replica of its ticket ${order['ticket.id']}`)];
  if (order.status === 'cancelled' || replica.orderId === id) return [];
  const detail = `is ${order.status}, but its ticket ${order['ticket.id']} is held by ${replica.orderId ?? 'no order'}`;
  const holder = replica.orderId === undefined ? [] : [orderKey({ ...found, id: replica.orderId })];
  return [about(found, 'holds', [...keys, ...holder], detail)];
}

function judgeIndexes(found: OrderCase): Violation[] {
  return found.indexes
    .filter(({ score, found: stands }) => stands !== score)
    .map(({ key, score, found: stands }) =>
      about(
        found,
        'indexes',
        [key, orderKey(found)],
        stands === undefined ? 'is missing in its index' : `stands in its index at ${stands}, not ${score}`,
      ),
    );
}

function ticketOf({ partition }: Place, order: Fields | undefined): Place {
  return { partition, id: order?.['ticket.id'] ?? '' };
}

function about(
  { partition, id }: OrderCase,
  check: Check,
  keys: readonly string[],
  detail: string,
): Violation {
  return violation(check, partition, keys, `order ${id}: ${detail}`);
}
