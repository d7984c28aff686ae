import type { Breach, Call, Request } from './call.js';
import { type History, nameOf } from './history.js';

/** Where each request that may write has its own entries; those in the other stream are reactions to them. */
const STREAM_OF: Readonly<Partial<Record<Request['kind'], 'tickets' | 'orders'>>> = {
  list: 'tickets',
  edit: 'tickets',
  withdraw: 'tickets',
  order: 'orders',
  cancel: 'orders',
  pay: 'orders',
};

/** No refused write took effect, and no other one twice, however often its request was sent. */
export function* checkEffects({ calls, stored, attempts }: History): Iterable<Breach> {
  const effects = { tickets: countByTrace(stored.tickets), orders: countByTrace(stored.orders) };
  const countOf = (call: Call) => {
    const stream = STREAM_OF[call.request.kind];
    return (stream && effects[stream].get(call.traceId)?.count) ?? 0;
  };
  const subjectOf = (call: Call) => {
    const stream = STREAM_OF[call.request.kind];
    return stream && effects[stream].get(call.traceId)?.subject;
  };
  for (const call of calls) {
    const group = attempts.of(call);
    const count = countOf(call);
    if (call.outcome.kind === 'refused' && count > 0)
      yield { rule: 'a refused write took effect', detail: nameOf(call), ticketId: subjectOf(call) };
    const total = group.reduce((sum, attempt) => sum + countOf(attempt), 0);
    if (total > 1 && group[0] === call) {
      const names = group.map(nameOf).join(', ');
      const ticketId = group.map(subjectOf).find((id) => id !== undefined);
      yield { rule: 'a write took effect more than once', detail: `${total} times: ${names}`, ticketId };
    }
  }
}

function countByTrace(lines: ReadonlyMap<string, readonly { readonly traceId: string | undefined }[]>) {
  const counts = new Map<string, { readonly count: number; readonly subject: string }>();
  for (const [subject, line] of lines) {
    for (const { traceId } of line) {
      if (traceId !== undefined)
        counts.set(traceId, { count: (counts.get(traceId)?.count ?? 0) + 1, subject });
    }
  }
  return counts;
}
