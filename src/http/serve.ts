import { createServer, type Server, type ServerOptions } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Logger } from '../log.js';
import { answerBrokenRequests } from './broken-requests.js';
import { createDrain } from './drain.js';
import type { HttpEnv } from './env.js';
import { answerUnreadable } from './unreadable.js';

export type ServeOptions = {
  app: OpenAPIHono<HttpEnv>;
  host: string;
  /** 0 takes any free port. */
  port: number;
  log: Logger;
  /** In place of those that hold for all; for tests, which can't wait so long. */
  limits?: Partial<ConnectionLimits>;
};

export type RunningServer = {
  /** Where the server is reached, without a slash at the end. */
  url: string;
  port: number;
  /**
   * Stops accepting, lets running requests finish and resolves when every connection is closed; what still runs
   * after `timeoutMs` is cut off. A further call may shorten that time.
   */
  stop(options: { timeoutMs: number }): Promise<void>;
};

type NodeLimits = 'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval' | 'maxHeaderSize';

type ConnectionLimits = Required<Pick<ServerOptions, NodeLimits>> & {
  /** How long a connection may still bring a request when the server stops, in milliseconds. */
  farewellMs: number;
};

const connectionLimits: ConnectionLimits = {
  // A caller that sends its headers or its body (64 KiB at most) drop by drop must not hold a connection for minutes.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16 * 1024,
  farewellMs: 250,
};

/** How long a connection may be silent in both directions. */
const SILENT_MS = 60_000;

/**
 * How long a connection waits for its next request. Proxies keep theirs for a minute (`keepalive_timeout` of nginx's
 * upstreams): the end that sends has to be the one that gives an idle connection up, or its request meets a closed one.
 */
const KEEP_ALIVE_MS = 75_000;

const MAX_CONNECTIONS = 10_000;

/**
 * Serves an application over HTTP/1.1; resolves when the port is open.
 *
 * @throws Error with a sentence for the operator when HOST and PORT can't be listened on
 */
export async function serveApp({ app, host, port, log, limits }: ServeOptions): Promise<RunningServer> {
  const { farewellMs, ...ofNode } = { ...connectionLimits, ...limits };
  const server = createServer(
    // Node would answer a request without a Host by itself; `answerUnreadable` does so with a problem.
    { ...ofNode, requireHostHeader: false },
    getRequestListener(app.fetch, { errorHandler: answerUnreadable(log) }),
  );
  answerBrokenRequests({ server, log });
  // A caller that does not take its answer; events have a heartbeat more often than that.
  server.timeout = SILENT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const stop = createDrain({ server, farewellMs, log });
  const openPort = await listen(server, { host, port });
  server.on('error', (error) => log.error({ err: error }, 'the HTTP server failed'));
  return { url: `http://${authority(host)}:${openPort}`, port: openPort, stop };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(error, { host, port }), { cause: error }));
    server.once('error', refuse);
    server.listen({ host, port }, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `PORT ${port} is in use; stop the other server or set PORT=${port === 65_535 ? 3000 : port + 1}`;
    case 'EACCES':
      return `PORT ${port} is not open to this user; set PORT to 1024 or above`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} is not an address of this machine; set HOST=127.0.0.1, or HOST=0.0.0.0 for all of them`;
    default:
      return `HOST ${host} and PORT ${port} can't be listened on: ${error.message}`;
  }
}

function authority(host: string): string {
  // The addresses that mean "every address" are none that a client can go to.
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}
