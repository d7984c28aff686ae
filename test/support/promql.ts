/** A metric in an expression of PromQL. */
export interface Named {
  readonly name: string;
  /** The names that it is chosen by. */
  readonly labels: readonly string[];
  /** Those that are chosen by one value. */
  readonly equals: Readonly<Record<string, string>>;
}

/** What an expression needs of those that are scraped. */
export interface Needs {
  readonly metrics: readonly Named[];
  /** The labels that it groups by. */
  readonly grouping: readonly string[];
}

const METRIC = /\b(up|(?:holdfast|http|nodejs|process)_\w+)(?:\{([^}]*)\})?/g;

/** What an expression names, by the prefixes that our metrics have: no parser, as promtool checks the syntax. */
export function needsOf(expression: string): Needs {
  const metrics = [...expression.matchAll(METRIC)].map(([, name = '', chosen = '']) => {
    const matchers = [...chosen.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)];
    return {
      name,
      labels: matchers.map(([, label = '']) => label),
      equals: Object.fromEntries(
        matchers
          .filter(([, , operator]) => operator === '=')
          .map(([, label, , value]) => [label, value ?? '']),
      ),
    };
  });
  const grouping = [...expression.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  return { metrics, grouping };
}
