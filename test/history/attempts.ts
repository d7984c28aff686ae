import type { Call } from './call.js';
import type { Interval } from './register.js';

/** Which calls belong together: attempts with the same key or payment reference are one request, done at most once. */
export interface Attempts {
  /** By the trace that an entry carries. */
  callOf(traceId: string | undefined): Call | undefined;
  /** All attempts of a call's request, itself included. */
  of(call: Call): readonly Call[];
  /** When a call can have taken effect: not before it was sent, and not after any attempt was told of success. */
  effectOf(call: Call): Interval;
}

export function groupAttempts(calls: readonly Call[]): Attempts {
  const byTrace = new Map(calls.map((call) => [call.traceId, call]));
  const byRequest = new Map<string, Call[]>();
  for (const call of calls) {
    const name = nameOf(call);
    byRequest.set(name, [...(byRequest.get(name) ?? []), call]);
  }
  const of = (call: Call) => byRequest.get(nameOf(call)) ?? [call];
  return {
    callOf: (traceId) => (traceId === undefined ? undefined : byTrace.get(traceId)),
    of,
    effectOf(call) {
      const told = of(call).filter(({ outcome }) => outcome.kind === 'ok');
      const returnedAt = Math.min(Number.POSITIVE_INFINITY, ...told.map((attempt) => attempt.returnedAt));
      return { invokedAt: call.invokedAt, returnedAt };
    },
  };
}

function nameOf({ number, request }: Call): string {
  if (request.kind === 'pay') return request.reference;
  return ('key' in request && request.key) || String(number);
}
