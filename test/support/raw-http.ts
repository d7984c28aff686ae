import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Answer } from './holdfast.js';

/** A connection on which a test writes what no client would; destroyed when the test has finished. */
export async function rawConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  // A server that closes while a test still writes resets the connection; what came before it can be read.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the server closes its side; this one stays open, so that it can go on writing. */
export function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = () => resolve(Buffer.concat(chunks).toString());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('end', finish).once('close', finish);
    socket.resume();
  });
}

/**
 * The one answer in what came over a connection, with its JSON parsed.
 *
 * @throws Error when it is none, is cut off, or more comes behind it
 */
export function answerIn(received: string): Answer {
  const [head = '', ...rest] = received.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) \S/.exec(first)?.[1]);
  const headers = new Headers(lines.map((line): [string, string] => split(line)));
  const length = Number(headers.get('content-length'));
  if (Number.isNaN(status) || length !== Buffer.byteLength(body))
    throw new Error(`not one whole answer: ${JSON.stringify(received)}`);
  return { status, headers, body: JSON.parse(body) };
}

function split(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
