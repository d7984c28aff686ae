import { Counter, type LabelValues, type Registry } from 'prom-client';

/** One of a counter's numbers. */
export interface Tally {
  count: number;
}

/**
 * A counter whose numbers are kept beside it and handed over when they are scraped: to count costs an addition, and not
 * a search by the values of labels, which prom-client does each time.
 *
 * @returns makes the number for some values of the labels; it is there from then on, and is 0
 */
export function createTallies<Label extends string>(
  registry: Registry,
  {
    name,
    help,
    labelNames,
  }: { readonly name: string; readonly help: string; readonly labelNames: readonly Label[] },
): (labels: LabelValues<Label>) => Tally {
  const tallies: (Tally & { readonly labels: LabelValues<Label> })[] = [];
  const counter = new Counter({
    name,
    help,
    labelNames,
    registers: [],
    collect() {
      this.reset();
      for (const { labels, count } of tallies) this.inc(labels, count);
    },
  });
  registry.registerMetric(counter);
  return (labels) => {
    const tally = { labels, count: 0 };
    tallies.push(tally);
    return tally;
  };
}
