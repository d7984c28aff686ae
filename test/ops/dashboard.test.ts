import { expect, test } from 'vitest';
import { chartsOf, readDashboard } from '../support/dashboard.js';

const dashboard = readDashboard();

test('dashboard: its rows, in their order', () => {
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual(['Overview', 'HTTP', 'Writes', 'Consumer groups', 'Redis', 'Process']);
});

test('dashboard: the data source, the job and the server are chosen, and every expression keeps to the choice', () => {
  expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
    ['datasource', 'datasource'],
    ['job', 'query'],
    ['instance', 'query'],
  ]);
  for (const { title, targets } of chartsOf(dashboard))
    for (const { expr } of targets) expect(expr, title).toContain('job="$job",instance=~"$instance"');
});

test('dashboard: no two panels have the same id or title, or lie on one another', () => {
  const charts = chartsOf(dashboard);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  // Some are shown large and small.
  const titles = charts.map(({ type, title }) => `${type} ${title}`);
  expect(new Set(titles).size).toBe(titles.length);
  const cells = charts.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...charts.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});
