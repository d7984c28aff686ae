import { createAdmin } from './admin/index.js';
import { BUS_LIMITS, createBus, registerDataSet, registerPartitions, watchDataSet } from './bus/index.js';
import type { Config } from './config.js';
import { publishContract } from './contract/index.js';
import { orderEvents } from './events/orders.js';
import { ticketEvents } from './events/tickets.js';
import {
  createApp,
  createAuth,
  createLimiter,
  devRoutes,
  healthRoutes,
  rateLimit,
  serveApp,
} from './http/index.js';
import { createLive } from './live/index.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics/index.js';
import { createOrders } from './modules/orders/index.js';
import { createTickets } from './modules/tickets/index.js';
import { checkReadiness } from './readiness.js';
import {
  assertRequirements,
  checkRequirements,
  closeQuietly,
  connectBestEffort,
  connectExclusive,
  connectShared,
  startEmbedded,
  watchReach,
} from './redis/index.js';
import { createTrace } from './trace/index.js';
import { readVersion } from './version.js';
import { createWeb } from './web/index.js';

/** A running server. */
export interface Holdfast {
  readonly url: string;
  /** Where the data is: a URL of Redis. */
  readonly redis: string;
  /** Stops accepting, finishes what runs, stops the consumers and closes Redis, within 10 s. */
  stop(): Promise<void>;
}

/** How long requests that run may take to end, then writes, and then the sending of traces, in milliseconds. */
const DRAIN = { http: 5000, bus: 1500, traces: 1500 };

/** To refuse the notice of a payment would cost a buyer the ticket that they have paid for. */
const UNLIMITED = ['/api/payments/webhook'];

/** What asks for them does so every few seconds for ever. */
const UNTRACED = ['/healthz', '/readyz', '/metrics'];

/**
 * Puts the server together and starts it.
 *
 * @param signal ends a start that waits for Redis
 * @throws Error with a sentence for the operator when something that it needs is not there
 */
export async function start(config: Config, signal?: AbortSignal): Promise<Holdfast> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const stop = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    const version = readVersion();
    const log = createLog(config.logLevel);
    const web = config.web ? await createWeb(config) : undefined;

    // Most servers trace nothing, and those shall not have to load what it takes.
    const tracing =
      config.tracing &&
      (await import('./tracing/index.js')).startTracing({ ...config.tracing, version, log });

    const embedded =
      config.redisUrl === undefined ? await startEmbedded({ dir: config.dataDir, log, signal }) : undefined;
    closers.push(() => embedded?.stop());
    const target = config.redisUrl ?? embedded?.target ?? '';
    const connect = (name: string) => connectExclusive(target, name);
    const visitor = await connect('holdfast-start').catch(adviseOperator);
    closers.push(() => closeQuietly(visitor));
    await assertRequirements(visitor);
    await registerPartitions(visitor, config.partitions);
    const { id, isNew } = await registerDataSet(visitor);
    if (isNew) log.info({ dataSet: id }, 'this Redis held no data of a Holdfast; it begins now');
    closeQuietly(visitor);

    const shared = connectShared(target, 'holdfast-shared');
    closers.push(() => closeQuietly(shared));
    const isReached = watchReach(shared);
    const dataSet = watchDataSet({ redis: shared, id, log });
    closers.push(() => dataSet.stop());
    const { seconds, maxLength } = config.retention;
    const limits = {
      consumer: { ...BUS_LIMITS.consumer, gapTimeoutMs: config.gapTimeoutSeconds * 1000 },
      retention: { maxAgeMs: seconds * 1000, maxLength },
    };
    const metrics = createMetrics({ version });
    const { observer } = metrics;
    closers.push(() => tracing?.stop({ timeoutMs: DRAIN.traces }));
    const spans = tracing?.spans;
    const { partitions } = config;
    const bus = createBus({ connect, shared, partitions, log, limits, observer, spans });
    closers.push(() => bus.stop({ timeoutMs: DRAIN.bus }));
    const auth = createAuth({ config: config.auth });

    const perMinute = config.rateLimitPerMinute;
    const counters = perMinute > 0 ? await connectBestEffort(target, 'holdfast-limits') : undefined;
    closers.push(() => counters && closeQuietly(counters));
    const limiter = counters && createLimiter({ redis: counters, perMinute, log });

    const tickets = createTickets({ bus, auth, currency: config.currency });
    const payment = { secrets: config.paymentSecrets, playProvider: config.mode === 'development' };
    const orders = createOrders({ bus, auth, holdSeconds: config.holdSeconds, payment, log });
    const live = createLive({ bus, auth, log });
    const admin = createAdmin({ bus, auth, log });
    const trace = createTrace({ bus, auth });

    bus.start([...tickets.subscriptions, ...orders.subscriptions]);
    orders.start();
    closers.push(() => orders.stop());
    admin.start();
    closers.push(() => admin.stop());

    const checks = () =>
      checkReadiness({
        requirements: () => checkRequirements(shared),
        isReached,
        groups: bus.inspect,
        replaced: dataSet.look,
        losses: bus.losses,
      });
    const health = healthRoutes({ checks });
    const numbers = metrics.routes({ bus, checks, watchers: live.watchers });
    const dev = [auth.issue && devRoutes({ issue: auth.issue }), orders.devRoutes];
    const app = createApp({
      api: [tickets, orders, live, trace, admin].map(({ routes }) => routes),
      root: [health, numbers, ...dev.filter((routes) => routes !== undefined)],
      corsOrigins: config.corsOrigins,
      rateLimit:
        limiter && rateLimit({ limiter, auth, trustedProxies: config.trustedProxies, exempt: UNLIMITED }),
      measure: metrics.measure,
      closed: () => dataSet.replaced,
      notFound: web?.notFound,
      tracing: spans && { spans, except: UNTRACED },
      log,
    });
    publishContract({ app, streams: [ticketEvents, orderEvents], version });
    // After the contract, which promises what programs may rely on and not what the page is made of.
    if (web) app.route('/', web.routes);
    const server = await serveApp({ app, host: config.host, port: config.port, log });
    closers.push(() => server.stop({ timeoutMs: DRAIN.http }));
    // They would hold the server open for as long as it may take.
    closers.push(() => live.stop());
    return { url: server.url, redis: target, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function adviseOperator(cause: Error): never {
  const advice =
    'Start that Redis or correct REDIS_URL; without REDIS_URL, Holdfast runs a Redis of its own.';
  throw new Error(`${cause.message}. ${advice}`, { cause });
}
