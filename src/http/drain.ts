import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Logger } from '../log.js';

/**
 * How long a connection that is kept alive may still bring a request, which is answered and told that the connection
 * closes. Who uses one all the time, as a proxy does, never writes to one that closes at that moment.
 */
const FAREWELL_MS = 250;

/**
 * Follows the connections of a server from its start, so that it can stop without cutting a request off and without
 * waiting for connections that are only kept alive.
 */
export function createDrain({ server, log }: { server: Server; log: Logger }) {
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
      const farewell = setTimeout(
        () => {
          farewellOver = true;
          server.closeIdleConnections();
        },
        Math.min(FAREWELL_MS, timeoutMs),
      );
      const cutOff = setTimeout(() => {
        log.warn({ requests: running.size }, 'stopping: requests that still run are cut off');
        server.closeAllConnections();
      }, timeoutMs);
      // Only the port: an HTTP server's own close would also end what waits for its next request.
      NetServer.prototype.close.call(server, () => {
        clearTimeout(farewell);
        clearTimeout(cutOff);
        // Ends the timer by which it looked for slow connections.
        server.close();
        resolve();
      });
      for (const response of running) askToClose(response);
      for (const socket of sockets) closeUnused(socket);
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
