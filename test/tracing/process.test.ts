import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../support/collector.js';
import { useRedis } from '../support/redis.js';
import { spawnServer, startServerProcess } from '../support/server-process.js';

const redis = useRedis();

const tellModules = `--import=${join(import.meta.dirname, 'fixtures', 'tell-modules.mjs')}`;

function start(env: Record<string, string>) {
  return startServerProcess({
    REDIS_URL: redis.target,
    NODE_OPTIONS: tellModules,
    LOG_LEVEL: 'info',
    ...env,
  });
}

test('a server that traces nothing: loads nothing of OpenTelemetry but what prom-client needs', async () => {
  const { process, anonymous } = await start({});
  expect((await anonymous.get('/api/tickets')).status).toBe(200);
  expect(await process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(process.stderr).toMatch(/^loaded .*ioredis/m);
  expect(process.stderr.match(/@opentelemetry\/\S+/g) ?? []).toEqual(['@opentelemetry/api']);
});

test('a server that is stopped: sends what it has to tell, and no secret is told', async () => {
  const collector = await startCollector();
  const { process, as } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter2',
    // It would never send by itself.
    OTEL_BSP_SCHEDULE_DELAY: '600000',
    OTEL_SERVICE_NAME: 'market',
  });
  const ann = await as('ann');
  await ann.post('/api/tickets', { title: 'Concert', price: 2000 });
  expect(collector.spans).toEqual([]);

  expect(await process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const names = collector.spans.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['POST /api/tickets', 'send tickets', 'process tickets']));
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'market' });
  expect(collector.headers[0]).toMatchObject({ 'x-key': 'hunter2' });
  expect(process.stderr).toMatch(/^loaded .*@opentelemetry\/sdk-trace-base/m);
  expect(process.stdout + process.stderr + collector.received).not.toContain('hunter2');
});

test.each([
  ['that never answers', 'none' as const],
  ['that is overloaded', 503],
])('a server that is stopped with a collector %s: ends in time', async (_, answer) => {
  const collector = await startCollector();
  collector.answer = answer;
  const { process, as } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  const ann = await as('ann');
  const listed = await ann.post('/api/tickets', { title: 'Concert', price: 2000 });
  expect(listed.status).toBe(201);
  const startedAt = performance.now();
  expect(await process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(9500);
});

test('a server that is stopped with a collector that can not be connected to: ends in time', async () => {
  const deaf = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', 'deaf.mjs')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void deaf.kill('SIGKILL'));
  const port = Number(String(await once(deaf.stdout, 'data')));
  for (let i = 0; i < 8; i += 1) {
    const waiting = createConnection({ port, host: '127.0.0.1' }).on('error', () => undefined);
    onTestFinished(() => void waiting.destroy());
  }
  const endpoint = `http://127.0.0.1:${port}`;
  const { process: server, as } = await start({
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
  await (await as('ann')).get('/api/tickets');
  const startedAt = performance.now();
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(9500);
});

test('a wrong address: the server does not start, and says why', async () => {
  const server = spawnServer({ REDIS_URL: redis.target, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
  expect((await server.exited).code).toBe(2);
  expect(server.stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is not a URL of the web');
});
