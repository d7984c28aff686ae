import { createAuth } from '../../src/http/index.js';
import { createTrace } from '../../src/trace/index.js';
import { type Trace, traceSchema } from '../../src/trace/schemas.js';
import { appWith } from '../http/fixtures.js';
import { testEnvironment, tokenFor } from './holdfast.js';
import type { Market } from './market.js';

/** Reads the traces of a market's tickets, as the API gives them to anybody or to an operator. */
export function tracer({ bus }: Pick<Market, 'bus'>) {
  const auth = createAuth({
    config: { kind: 'secret', secret: new TextEncoder().encode(testEnvironment.AUTH_SECRET) },
  });
  const app = appWith(createTrace({ bus, auth }).routes);
  const request = (ticketId: string, headers: Record<string, string> = {}) =>
    app.request(`/api/traces/${ticketId}`, { headers });
  const lineOf = async (response: Response, stream: string) => {
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const trace = traceSchema.parse(await response.json());
    const line = trace.lines.find((one) => one.stream === stream);
    if (!line) throw new Error(`no line of ${stream} in ${JSON.stringify(trace)}`);
    return line;
  };
  return {
    request,
    async line(ticketId: string, stream: 'tickets' | 'orders') {
      return lineOf(await request(ticketId), stream);
    },
    async lineForOperator(ticketId: string, stream: 'tickets' | 'orders') {
      const headers = { authorization: `Bearer ${await tokenFor('operator', 'admin')}` };
      return lineOf(await request(ticketId, headers), stream);
    },
  };
}

/** What became of the entries of a line: their types, versions and states, with what they wait for. */
export function statesIn({ entries }: Trace['lines'][number]): string[] {
  return entries.map(({ type, sequence, deliveries }) => {
    const states = deliveries.map((delivery) => {
      if (delivery.state !== 'pending') return delivery.state;
      const missing = delivery.missing.map(({ from, to }) => (from === to ? from : `${from}-${to}`));
      return missing.length > 0 ? `pending for ${missing}` : 'pending';
    });
    return `${type} ${sequence}: ${states}`;
  });
}
