import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reservedTicket, useHttpMarket } from '../support/http-market.js';
import { metricOf, type Scrape, scrape } from '../support/scrape.js';

const market = useHttpMarket();

/** What prom-client tells on Linux alone. */
const LINUX_ONLY = [
  'process_virtual_memory_bytes',
  'process_heap_bytes',
  'process_open_fds',
  'process_max_fds',
];

/** The rows of the tables: name, type and labels. */
function documented(): string[] {
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\|/gm);
  return [...rows]
    .filter(([, name = '']) => process.platform === 'linux' || !LINUX_ONLY.includes(name))
    .map(([, name, type, labels = '']) =>
      rowOf(
        name,
        type,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      ),
    );
}

function told(scraped: Scrape): string[] {
  const labels = new Map([...scraped.types.keys()].map((name) => [name, new Set<string>()]));
  for (const sample of scraped.samples)
    for (const label of Object.keys(sample.labels))
      if (label !== 'le') labels.get(metricOf(scraped, sample.name))?.add(label);
  return [...labels].map(([name, found]) => rowOf(name, scraped.types.get(name), [...found]));
}

function rowOf(name?: string, type?: string, labels: readonly (string | undefined)[] = []): string {
  return `${name} ${type} ${labels.toSorted().join(',')}`;
}

/** Labels of what is not there at every moment: requests to the system that are under way, collections of garbage. */
const PASSING = ['nodejs_active_requests gauge type', 'nodejs_gc_duration_seconds histogram kind'];

test('GET /metrics: tells exactly the metrics and labels that docs/metrics.md lists', async () => {
  await reservedTicket(market);

  const found = new Set(told(await scrape(market)));

  for (const passing of PASSING) {
    found.delete(passing.replace(/\w+$/, ''));
    found.add(passing);
  }
  expect([...found].toSorted()).toEqual(documented().toSorted());
});

test('GET /metrics: no label has a value that a caller chose, or that grows with the data', async () => {
  const { ticket, order, seller, buyer } = await reservedTicket(market);
  const { samples } = await scrape(market);
  const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
  for (const id of [ticket.id, order.id, seller.id, buyer.id])
    expect([...values].join(' ')).not.toContain(id);

  const labels = samples
    .filter(({ name }) => name.startsWith('holdfast_'))
    .flatMap(({ labels }) => Object.entries(labels));
  const byName = new Map<string, Set<string>>();
  for (const [name, value] of labels) byName.set(name, (byName.get(name) ?? new Set()).add(value));
  const { le, check, version, ...bounded } = Object.fromEntries(
    [...byName].map(([name, all]) => [name, [...all].toSorted()]),
  );
  expect(bounded).toEqual({
    partition: ['0'],
    group: ['orders', 'tickets'],
    stream: ['orders', 'tickets'],
    step: ['exec', 'read'],
    outcome: ['applied', 'dead', 'duplicate', 'early', 'not_applied', 'retried'],
  });
  expect(check).toEqual([
    'append-only-file',
    'data-loss',
    'dead-letters',
    'eviction',
    'gaps',
    'groups',
    'healed-gaps',
    'lag',
    'redis',
    'version',
    'writes',
  ]);
  expect([version?.length, le?.length]).toEqual([1, 23]);
});
