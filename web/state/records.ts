import { createStore, type Readable } from './store.js';

/** A ticket or an order, as far as it matters here. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Records by their ids. */
export interface Records<Item extends Versioned> extends Readable<ReadonlyMap<string, Item>> {
  /** Takes records in that somebody shows; one that is not newer than what is known changes nothing. */
  put(items: readonly Item[]): void;
  /**
   * Takes in what is told of any record, whether somebody shows it or not. Of those that nobody shows, only the last are
   * remembered: an answer that was made before may still be on its way.
   */
  hear(item: Item): void;
  clear(): void;
}

/** Longer than an answer is on its way, however much happens; some megabytes. */
const REMEMBERED = 5000;

/**
 * Keeps the newest version of each record. Answers and events come over several connections and overtake one another;
 * by its version an old one is known, and never replaces a newer one.
 *
 * @param remembered how many records that nobody shows are remembered
 */
export function createRecords<Item extends Versioned>({ remembered = REMEMBERED } = {}): Records<Item> {
  const { get, set, subscribe } = createStore<ReadonlyMap<string, Item>>(new Map());
  const heard = new Map<string, Item>();

  function put(items: readonly Item[]): void {
    const next = new Map(get());
    for (const item of items) {
      for (const one of [item, heard.get(item.id)]) if (one && isNewer(one, next)) next.set(one.id, one);
      heard.delete(item.id);
    }
    if (items.some(({ id }) => next.get(id) !== get().get(id))) set(next);
  }

  function remember(item: Item): void {
    if (!isNewer(item, heard)) return;
    // A Map tells its keys in the order in which they came.
    heard.delete(item.id);
    heard.set(item.id, item);
    const [oldest] = heard.keys();
    if (heard.size > remembered && oldest !== undefined) heard.delete(oldest);
  }

  return {
    get,
    subscribe,
    put,
    hear(item) {
      if (get().has(item.id)) put([item]);
      else remember(item);
    },
    clear() {
      heard.clear();
      set(new Map());
    },
  };
}

function isNewer<Item extends Versioned>({ id, version }: Item, known: ReadonlyMap<string, Item>): boolean {
  return version > (known.get(id)?.version ?? -1);
}
