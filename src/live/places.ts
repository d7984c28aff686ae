/** How many of the clients that watch are one caller's. */
export interface Places {
  /** @returns whether there was a place left for that caller; for somebody whom nobody counts there always is */
  take(caller: string | undefined): boolean;
  giveBack(caller: string | undefined): void;
}

export function createPlaces(maxOfCaller: number): Places {
  const taken = new Map<string, number>();
  return {
    take(caller) {
      if (caller === undefined) return true;
      const count = taken.get(caller) ?? 0;
      if (count >= maxOfCaller) return false;
      taken.set(caller, count + 1);
      return true;
    },
    giveBack(caller) {
      if (caller === undefined) return;
      const left = (taken.get(caller) ?? 0) - 1;
      if (left > 0) taken.set(caller, left);
      else taken.delete(caller);
    },
  };
}
