import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createHistogram } from '../../src/metrics/histogram.js';

function histogram() {
  const registry = new Registry();
  const observe = createHistogram(registry, {
    name: 'wait_seconds',
    help: 'How long.',
    labelNames: ['step'],
    buckets: [1, 10],
  });
  /** What is scraped, line by line. */
  const scrape = async () => (await registry.metrics()).split('\n').filter((line) => /^wait/.test(line));
  return { observe, scrape };
}

test('a histogram: a value is there when it is scraped, once, however few there are', async () => {
  const { observe, scrape } = histogram();
  observe({ step: 'read' }, 5);
  const one = [
    'wait_seconds_bucket{le="1",step="read"} 0',
    'wait_seconds_bucket{le="10",step="read"} 1',
    'wait_seconds_bucket{le="+Inf",step="read"} 1',
    'wait_seconds_sum{step="read"} 5',
    'wait_seconds_count{step="read"} 1',
  ];
  expect(await scrape()).toEqual(one);
  expect(await scrape()).toEqual(one);
});

test('a histogram, more values than wait for a scrape: each is counted once, in its series', async () => {
  const { observe, scrape } = histogram();
  for (let i = 0; i < 1000; i += 1) observe({ step: i % 4 === 0 ? 'exec' : 'read' }, 2);
  const counts = (await scrape()).filter((line) => /_count/.test(line));
  expect(counts.sort()).toEqual([
    'wait_seconds_count{step="exec"} 250',
    'wait_seconds_count{step="read"} 750',
  ]);
});

test('a histogram that nobody scrapes: what waits is put away when there are 256, and never grows', () => {
  const { observe } = histogram();
  // Of a label that it does not have, so that it is told when a value is put away.
  const wrong: Record<string, string> = { unknown: 'x' };
  const refusedAt = Array.from({ length: 600 }, (_, i) => i + 1).filter((n) => {
    try {
      observe(n % 256 === 1 ? wrong : { step: 'read' }, 1);
      return false;
    } catch {
      return true;
    }
  });
  expect(refusedAt).toEqual([256, 512]);
});

test('a histogram, a value that is none: it is told once, and the next scrape has what came later', async () => {
  const { observe, scrape } = histogram();
  observe({ step: 'read' }, Number.NaN);
  await expect(scrape()).rejects.toThrow('not a valid number');
  observe({ step: 'read' }, 1);
  expect(await scrape()).toContain('wait_seconds_count{step="read"} 1');
});
