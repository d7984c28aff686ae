import { expect, test } from 'vitest';
import { listTicket, useHttpMarket } from '../support/http-market.js';

const market = useHttpMarket();

async function scrape(): Promise<string> {
  const response = await fetch(`${market.url}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
}

function countOf(text: string, labels: string): number {
  const line = text
    .split('\n')
    .find((one) => one.startsWith(`http_request_duration_seconds_count{${labels}}`));
  return Number(line?.split(' ')[1] ?? 0);
}

test('GET /metrics: the requests by route and status, and how the process is', async () => {
  const ticket = await listTicket(await market.newUser('seller'));
  const labels = 'method="GET",route="/api/tickets/:id",status="200"';
  const before = countOf(await scrape(), labels);
  await market.anonymous.get(`/api/tickets/${ticket.id}`);
  await market.anonymous.get(`/api/tickets/${ticket.id}`);

  const text = await scrape();

  expect(countOf(text, labels) - before).toBe(2);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});

test('GET /metrics: whatever paths and ids are asked for, no label holds one', async () => {
  const secret = 'b7e1f0';
  await market.anonymous.get(`/api/tickets/${secret}`);
  await market.anonymous.get(`/${secret}`);
  await market.anonymous.get(`/api/${secret}?${secret}`);

  expect(await scrape()).not.toContain(secret);
});
