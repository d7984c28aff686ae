import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Readable } from './store.js';

/**
 * The value of a store; what uses it is drawn again when the value is another one.
 *
 * @example `const session = useStore(app.session);`
 */
export function useStore<Value>(store: Readable<Value>): Value {
  return useSelected(store, itself);
}

/** A part of the value: what uses it is drawn again only when that part is another one. */
export function useSelected<Value, Part>(store: Readable<Value>, select: (value: Value) => Part): Part {
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0);
  const part = select(store.get());
  const drawn = useRef({ part, select });
  drawn.current = { part, select };
  // A layout effect runs in the same turn: between the drawing and the subscription nothing can happen unseen.
  useLayoutEffect(() => {
    const look = () => {
      const { part: shown, select: latest } = drawn.current;
      if (!Object.is(latest(store.get()), shown)) redraw(undefined);
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return part;
}

function itself<Value>(value: Value): Value {
  return value;
}
