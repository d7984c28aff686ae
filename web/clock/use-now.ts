import { useLayoutEffect, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';

/** How often a countdown looks at the clock, in milliseconds: often enough that no second is left out. */
const LOOK_MS = 250;

/** The server's time in milliseconds since 1970, as it goes on. */
export function useServerNow(): number {
  const { clock } = useApp();
  const [now, setNow] = useState(clock.now());
  useLayoutEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, [clock]);
  return now;
}
