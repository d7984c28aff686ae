import { expect } from 'vitest';

/** A line of the text format of Prometheus. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a server told when it was scraped. */
export interface Scrape {
  readonly text: string;
  /** Types by the names of metrics. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The sum of what has this name and these labels; `undefined` where nothing has. */
  valueOf(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Scrapes a server, and says how long that took. */
export async function scrape({
  url,
}: {
  readonly url: string;
}): Promise<Scrape & { readonly tookMs: number }> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return { ...parseScrape(await response.text()), tookMs: performance.now() - startedAt };
}

function parseScrape(text: string): Scrape {
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
  const samples = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', labels = '', value]) => ({
      name,
      labels: labelsIn(labels),
      value: Number(value),
    }),
  );
  return {
    ...{ text, types, samples },
    valueOf(name, labels = {}) {
      const found = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** The metric that a sample belongs to: a histogram has several. */
export function metricOf({ types }: Pick<Scrape, 'types'>, sample: string): string {
  const base = sample.replace(/_(bucket|sum|count)$/, '');
  return types.get(base) === 'histogram' ? base : sample;
}
