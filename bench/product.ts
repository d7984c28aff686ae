import type * as Bus from '../src/bus/index.js';
import type * as OrderEvents from '../src/events/orders.js';
import type * as Events from '../src/events/tickets.js';
import type * as Log from '../src/log.js';
import type * as MetricsRoom from '../src/metrics/index.js';
import type * as OrderReactions from '../src/modules/orders/reactions.js';
import type * as OrderStore from '../src/modules/orders/store.js';
import type * as TicketReactions from '../src/modules/tickets/reactions.js';
import type * as TicketStore from '../src/modules/tickets/store.js';
import type * as Ticket from '../src/modules/tickets/ticket.js';
import type * as Redis from '../src/redis/index.js';

/**
 * The product as it is built: what is measured is what `npm start` runs, and not what a loader of TypeScript makes of the
 * sources.
 */
const load = (path: string) => import(new URL(`../dist/${path}`, import.meta.url).href);

export const bus: typeof Bus = await load('bus/index.js');
export const ticketEvents: typeof Events = await load('events/tickets.js');
export const orderEvents: typeof OrderEvents = await load('events/orders.js');
export const log: typeof Log = await load('log.js');
export const ticket: typeof Ticket = await load('modules/tickets/ticket.js');
export const ticketStore: typeof TicketStore = await load('modules/tickets/store.js');
export const ticketReactions: typeof TicketReactions = await load('modules/tickets/reactions.js');
export const orderStore: typeof OrderStore = await load('modules/orders/store.js');
export const orderReactions: typeof OrderReactions = await load('modules/orders/reactions.js');
export const metrics: typeof MetricsRoom = await load('metrics/index.js');
export const redis: typeof Redis = await load('redis/index.js');

/** A connection of the product's own making: the peers that are written here use the same client as ours. */
export type Connection = Awaited<ReturnType<typeof Redis.connectExclusive>>;
