import { Histogram, type LabelValues, type Registry } from 'prom-client';

/** How many values wait before all of them are put into their buckets. */
const BATCH = 256;

/**
 * A histogram whose values wait until there are many of them, or it is scraped. Between other work prom-client takes several
 * times as long for a value as it does for one among its like (docs/metrics.md, what it costs).
 *
 * @returns takes a value, and keeps the labels, which must not be changed
 */
export function createHistogram<Label extends string>(
  registry: Registry,
  options: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: readonly Label[];
    readonly buckets: readonly number[];
  },
): (labels: LabelValues<Label>, value: number) => void {
  const waiting: { readonly labels: LabelValues<Label>; readonly value: number }[] = [];
  const putAway = () => {
    // Taken out first: a value that prom-client refuses must not be refused again at each scrape.
    for (const { labels, value } of waiting.splice(0)) histogram.observe(labels, value);
  };
  const histogram = new Histogram({
    ...options,
    buckets: [...options.buckets],
    registers: [registry],
    collect: putAway,
  });
  return (labels, value) => {
    if (waiting.push({ labels, value }) >= BATCH) putAway();
  };
}
