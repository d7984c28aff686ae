import { expect, test } from 'vitest';
import { readAlerts } from '../support/alerts.js';
import { chartsOf, readDashboard } from '../support/dashboard.js';
import { reservedTicket, useHttpMarket } from '../support/http-market.js';
import { needsOf } from '../support/promql.js';
import { metricOf, type Scrape, scrape } from '../support/scrape.js';
import { waitFor } from '../support/wait-for.js';

const market = useHttpMarket();

/** What Prometheus adds to all that it scrapes. */
const ADDED = ['job', 'instance'];

const expressions = [
  ...readAlerts().map(({ alert, expr }) => ({ where: `the alert ${alert}`, expr, legend: '' })),
  ...chartsOf(readDashboard()).flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ where: `the panel ${title}`, expr, legend: legendFormat })),
  ),
];

/** @returns what an expression names and the server does not tell */
function missingIn(scraped: Scrape, { expr, legend }: (typeof expressions)[number]): string[] {
  const { metrics, grouping } = needsOf(expr);
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  if (metrics.length === 0) return ['any metric'];
  return metrics
    .filter(({ name }) => name !== 'up')
    .flatMap(({ name, labels, equals }) => {
      const samples = scraped.samples.filter((sample) => sample.name === name);
      if (samples.length === 0) return [name];
      const known = new Set([...ADDED, ...samples.flatMap((sample) => Object.keys(sample.labels))]);
      const unknown = [...labels, ...grouping, ...shown].filter((label) => !known.has(label));
      const values = Object.entries(equals)
        .filter(
          ([label, value]) => !ADDED.includes(label) && !samples.some((one) => one.labels[label] === value),
        )
        .map(([label, value]) => `${name}{${label}="${value}"}`);
      return [...unknown.map((label) => `${name}{${label}}`), ...values];
    });
}

test('alerts and dashboard: a server that has worked, tells every metric that they name, with the labels that they use', async () => {
  await reservedTicket(market);
  // What collects garbage is told from the first time on.
  const scraped = await waitFor(
    async () => {
      const found = await scrape(market);
      return found.valueOf('nodejs_gc_duration_seconds_count') !== undefined && found;
    },
    { what: 'the first collection of garbage' },
  );

  const missing = expressions.flatMap((one) =>
    missingIn(scraped, one).map((what) => `${one.where}: ${what}`),
  );

  expect(missing).toEqual([]);
  expect(expressions.length).toBeGreaterThan(50);
});

test('alerts and dashboard: every metric of ours is on the dashboard', async () => {
  const scraped = await scrape(market);
  const shown = new Set(
    chartsOf(readDashboard()).flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => needsOf(expr).metrics.map(({ name }) => metricOf(scraped, name))),
    ),
  );
  const ours = [...scraped.types.keys()].filter((name) => name.startsWith('holdfast_'));
  expect(ours.filter((name) => !shown.has(name))).toEqual([]);
});
