import type { Breach, Call, Stored } from './call.js';
import { nameOf } from './history.js';

/** Tells of a breach, with all that was asked and stored of its ticket, in the order of time. */
export function printBreach(
  { rule, detail, ticketId }: Breach,
  calls: readonly Call[],
  { tickets, orders }: Stored,
): string {
  const head = `${rule}: ${detail}${ticketId === undefined ? '' : `\n  ticket ${ticketId}`}`;
  if (ticketId === undefined) return head;
  const entries = [...(tickets.get(ticketId) ?? []), ...(orders.get(ticketId) ?? [])];
  const traces = new Set(entries.map(({ traceId }) => traceId));
  const about = calls.filter((call) => traces.has(call.traceId) || isAbout(call, ticketId));
  const lines = [
    ...about.map((call) => ({ at: call.invokedAt, text: `  ${printCall(call)}` })),
    ...entries.map(({ entryId, type, traceId, state }) => ({
      at: Number(entryId.split('-')[0]) - performance.timeOrigin,
      text: `    ${entryId} ${type} by ${numberOf(calls, traceId)}: ${JSON.stringify(state)}`,
    })),
  ];
  return [head, ...lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${ms(at)}${text}`)].join('\n');
}

function isAbout({ request, outcome }: Call, ticketId: string): boolean {
  if ('ticketId' in request) return request.ticketId === ticketId;
  return outcome.kind === 'ok' && JSON.stringify(outcome.body).includes(ticketId);
}

function printCall(call: Call): string {
  const { server, user, request, invokedAt, returnedAt, outcome } = call;
  const { kind: _, ...asked } = request;
  const took = Number.isFinite(returnedAt) ? `${Math.round(returnedAt - invokedAt)} ms` : 'no end';
  const isPage = request.kind === 'browse' || request.kind === 'orders';
  const said = outcome.kind === 'ok' && !isPage ? ` ${JSON.stringify(outcome.body)}` : '';
  const why = outcome.kind === 'unknown' ? ` (${outcome.why})` : '';
  return `${nameOf(call)}${why}, ${took}, ${user} at server ${server}, ${JSON.stringify(asked)}${said}`;
}

function numberOf(calls: readonly Call[], traceId: string | undefined): string {
  if (traceId === undefined) return 'the clock';
  return `call ${calls.find((call) => call.traceId === traceId)?.number ?? 'unknown'}`;
}

function ms(at: number): string {
  return `${at.toFixed(1).padStart(10)} `;
}
