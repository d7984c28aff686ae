import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../log.js';

/**
 * Follows the connections of a server from its start, so that it can stop without cutting a running request
 * off and without waiting for connections that are only kept alive.
 */
export function createDrain({ server, log }: { server: Server; log: Logger }) {
  const sockets = new Set<Socket>();
  const running = new Set<ServerResponse>();
  let stopping = false;

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
      if (stopping) server.closeIdleConnections();
    });
  });

  return ({ timeoutMs }: { timeoutMs: number }): Promise<void> => {
    stopping = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        log.warn({ requests: running.size }, 'stopping: requests that still run are cut off');
        server.closeAllConnections();
      }, timeoutMs);
      // Node's close also ends the connections that wait for their next request.
      server.close(() => {
        clearTimeout(timer);
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
