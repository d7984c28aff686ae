import { createStore, type Readable } from './store.js';

/** A ticket or an order, as far as it matters here. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Records by their ids. */
export interface Records<Item extends Versioned> extends Readable<ReadonlyMap<string, Item>> {
  /** Takes records in, whoever told of them; one that is not newer than what is known changes nothing. */
  put(items: readonly Item[]): void;
  clear(): void;
}

/**
 * Keeps the newest version of each record. Answers and events come over several connections and overtake one another;
 * by its version an old one is known, and never replaces a newer one.
 */
export function createRecords<Item extends Versioned>(): Records<Item> {
  const { get, set, subscribe } = createStore<ReadonlyMap<string, Item>>(new Map());
  return {
    get,
    subscribe,
    put(items) {
      const known = get();
      const newer = items.filter(({ id, version }) => version > (known.get(id)?.version ?? -1));
      if (newer.length === 0) return;
      const next = new Map(known);
      for (const item of newer)
        if (item.version > (next.get(item.id)?.version ?? -1)) next.set(item.id, item);
      set(next);
    },
    clear: () => set(new Map()),
  };
}
