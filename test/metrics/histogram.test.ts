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
