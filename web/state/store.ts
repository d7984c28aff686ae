/** Something that can be read and watched. */
export interface Readable<Value> {
  get(): Value;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** A value that tells its listeners when it is replaced. */
export interface Store<Value> extends Readable<Value> {
  set(value: Value): void;
}

/** Makes a store. The value itself is never changed, only replaced. */
export function createStore<Value>(initial: Value): Store<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      // One that is told may end its subscription, or another's.
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
