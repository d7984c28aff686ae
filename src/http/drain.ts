import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Logger } from '../log.js';

export interface DrainOptions {
  readonly server: Server;
  /**
   * How long an open connection may still bring a request, which is answered and told that the connection closes. Who
   * uses one all the time, as a proxy does, then hardly ever writes to one that closes at that moment.
   */
  readonly farewellMs: number;
  readonly log: Logger;
}

/**
 * Follows the connections of a server from its start, so that it can stop without cutting off a request that it has
 * begun to read, and without waiting for connections that are only kept alive.
 */
export function createDrain({ server, farewellMs, log }: DrainOptions) {
  const sockets = new Set<Socket>();
  const running = new Set<ServerResponse>();
  let stopping = false;
  let farewellOver = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  // Before the application's own listener, which may send the headers at once.
  server.prependListener('request', (_, response) => {
    if (stopping) askToClose(response);
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      // Its headers may have been sent before the stop, without asking the client to close.
      if (farewellOver) server.closeIdleConnections();
    });
  });

  return ({ timeoutMs }: { timeoutMs: number }): Promise<void> => {
    stopping = true;
    return new Promise((resolve) => {
      const farewell = setTimeout(() => {
        farewellOver = true;
        server.closeIdleConnections();
        for (const socket of sockets) closeUnused(socket);
      }, farewellMs);
      const cutOff = setTimeout(() => {
        log.warn({ requests: running.size }, 'stopping: requests that still run are cut off');
        server.closeAllConnections();
      }, timeoutMs);
      // Only the port: an HTTP server's own close would also end what waits for its next request.
      NetServer.prototype.close.call(server, () => {
        clearTimeout(farewell);
        clearTimeout(cutOff);
        resolve();
      });
      for (const response of running) askToClose(response);
    });
  };
}

// RFC 9112 section 9.6: the client sends nothing more on this connection.
function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

// Browsers open connections ahead; to Node one that has not sent anything yet is not idle.
function closeUnused(socket: Socket): void {
  if (socket.bytesRead === 0) socket.destroy();
}
