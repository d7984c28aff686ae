import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { scratch } from '../support/embedded.js';
import { follow } from '../support/follow.js';
import { listTicket, newUser } from '../support/http-market.js';
import { startServerProcess } from '../support/server-process.js';
import { newWebhookSecret } from '../support/sign-webhook.js';
import { waitFor } from '../support/wait-for.js';

test('GET /events: clients that vanish in every way, leave one line each in the log, and nothing else', async () => {
  const server = await startServerProcess({
    ...{ DATA_DIR: await scratch(), LOG_LEVEL: 'info' },
    // Without it, a server warns at its start.
    PAYMENT_WEBHOOK_SECRET: newWebhookSecret(),
  });
  const block = server.process.stdout;
  const seller = await newUser(server, 'seller');
  await listTicket(seller);
  const port = Number(new URL(server.url).port);
  const request = 'GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const ways = ['end', 'destroy', 'resetAndDestroy'] as const;
  for (const way of ways) {
    // Gone before the answer, at the answer, and after an event.
    const early = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(early, 'connect');
    early.write(request, () => early[way]());
    const told = connect(port, '127.0.0.1').on('error', () => undefined);
    told.write(request);
    await once(told, 'data');
    told[way]();
    const follower = await follow(server);
    await listTicket(seller);
    await waitFor(() => follower.received.messages.length > 0, { what: 'the ticket' });
    follower.vanish();
  }
  await server.process.end('SIGTERM');
  expect(server.process.stdout).toBe(block);
  const lines = server.process.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const ofStreams = lines.filter(({ route }) => route === '/api/events');
  expect(ofStreams.length).toBeGreaterThanOrEqual(2 * ways.length);
  for (const line of ofStreams) expect(line).toMatchObject({ level: 30, status: 200 });
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});

test('SIGTERM: the streams are ended at once, and the process is gone well within its time', async () => {
  const server = await startServerProcess({ DATA_DIR: await scratch() });
  const followers = await Promise.all(Array.from({ length: 20 }, () => follow(server)));
  const stoppedAt = performance.now();
  const exit = server.process.end('SIGTERM');
  for (const { ended } of followers) expect(await ended).toBe('end');
  expect(performance.now() - stoppedAt).toBeLessThan(1000);
  expect(await exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - stoppedAt).toBeLessThan(5000);
});
