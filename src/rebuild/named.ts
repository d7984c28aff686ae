/** Counts all and names some of it, in bounded memory however much there is. */
export interface Named<T> {
  /** What is among the named already is not counted twice. */
  add(item: T): void;
  readonly count: number;
  readonly named: readonly T[];
}

/** @param most how many are named: the first ones */
export function createNamed<T>(most: number): Named<T> {
  const items = new Map<string, T>();
  let count = 0;
  return {
    add(item) {
      const name = JSON.stringify(item);
      if (items.has(name)) return;
      count += 1;
      if (items.size < most) items.set(name, item);
    },
    get count() {
      return count;
    },
    get named() {
      return [...items.values()];
    },
  };
}
