import { readFileSync } from 'node:fs';
import { z } from 'zod';

const source = z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) });

const row = z.object({
  id: z.int(),
  type: z.literal('row'),
  title: z.string().min(1),
  gridPos: z.object({ y: z.int() }),
});

const chart = z.object({
  id: z.int(),
  type: z.enum(['timeseries', 'stat']),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: source,
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().min(1), h: z.int().min(1) }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
  targets: z
    .array(
      z.object({ refId: z.string(), datasource: source, expr: z.string().min(1), legendFormat: z.string() }),
    )
    .min(1),
});

/** The classic model of Grafana's dashboards, as far as this one uses it. */
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(41),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.string(), query: z.unknown() })),
  }),
  panels: z.array(z.union([row, chart])),
});

export type Panel = z.infer<typeof chart>;

export function readDashboard() {
  return dashboard.parse(JSON.parse(readFileSync('ops/grafana/holdfast.json', 'utf8')));
}

/** The panels that show numbers. */
export function chartsOf({ panels }: ReturnType<typeof readDashboard>): Panel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? [] : [panel]));
}
