import type { Bus } from '../../src/bus/index.js';
import { keepInFlight } from '../load/in-flight.js';
import {
  changesPerSecond,
  checkChanges,
  IN_FLIGHT,
  PARTITIONS,
  prepareChanges,
  priceOf,
} from '../market/changes.js';
import { SELLER } from '../market/tickets.js';
import { bus, ticket, ticketStore } from '../product.js';
import type { Metrics, World } from '../row.js';
import { withBus, withConnection } from './bus.js';

const COMMAND = { userId: SELLER, expects: () => true };

/** Edits of prices by the journal. */
export function commitByJournal(world: World): Promise<Metrics> {
  return withConnection(world.redis, async (redis) => {
    const { idOf, span } = await prepareChanges(redis, world);
    const change = (made: Bus) => keepInFlight(IN_FLIGHT, span, editOf(made, idOf));
    const done = await withBus(world.redis, change, { partitions: PARTITIONS });
    await checkChanges(redis, done.count, idOf);
    return changesPerSecond(done);
  });
}

/** Edits the price of the ticket whose turn it is. */
export function editOf({ journal }: Bus, idOf: (piece: number) => string) {
  return async (piece: number): Promise<void> => {
    const result = await journal.commit({
      // As callers wait on a machine that others use as well; that they wait is watched as ever.
      deadlineMs: 30_000,
      record: bus.at(ticketStore.tickets, idOf(piece)),
      decide: (known) =>
        known ? ticket.edit(known, COMMAND, { price: priceOf(piece) }) : bus.refuse('not-found'),
    });
    if (bus.isRefusal(result)) throw new Error(`a change was refused: ${result.refused}`);
  };
}
