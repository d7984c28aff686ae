import { type AnnouncedEntry, at, type Bus } from '../../bus/index.js';
import { ticketSubscription } from './reactions.js';
import { orders, replicas } from './store.js';

/** Makes the replicas of the tickets anew, by the snapshots that others write. */
export type ReplicaRebuild = ReturnType<typeof createReplicaRebuild>;

/** @param bus what the replicas are read from */
export function createReplicaRebuild({ rebuilding }: Bus) {
  return {
    subscriptions: [ticketSubscription],
    orderIds: () => rebuilding.ids(orders),
    /**
     * Sees to it that the orders of a ticket can be found, as those of a replica that is missing must be.
     *
     * @returns the ids of those that can't be read
     */
    index: (orderIds: readonly string[]) => rebuilding.index(orders, orderIds),
    ticketIds: () => rebuilding.ids(replicas),
    /** The replicas that are there and can be read, by the ticket's id. */
    replicas: (ticketIds: readonly string[]) => rebuilding.states(replicas, ticketIds),
    /** Discards a replica that is known to be damaged, if it is still of this version; a snapshot makes it anew. */
    discard: (ticketId: string, version: number) => rebuilding.discard(at(replicas, ticketId), version),
    /** Those entries that this module has not handled yet. */
    open: (entries: readonly AnnouncedEntry[]) => rebuilding.open(ticketSubscription, entries),
    /** Begins to look for those that this module gives up. */
    deadLetters: () => rebuilding.deadLetters(ticketSubscription),
  };
}
