import { useLayoutEffect, useState } from 'preact/hooks';
import { settle, type Ticket } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { useSelected } from '../state/use-store.js';

/** A ticket that is looked at. */
export interface LookedAt {
  /** As it is now; `undefined` until it is known. */
  readonly ticket: Ticket | undefined;
  /** Why it is not known, or not anew. */
  readonly problem: Problem | undefined;
  readonly readAnew: () => void;
}

/** Reads a ticket, keeps it as it is from then on, and reads it again when events were missed. */
export function useTicket(id: string): LookedAt {
  const { api, live, market } = useApp();
  const ticket = useSelected(market.tickets, (tickets) => tickets.get(id));
  const [problem, setProblem] = useState<Problem | undefined>(undefined);

  async function read(): Promise<void> {
    const answer = await settle(api.GET('/api/tickets/{id}', { params: { path: { id } } }));
    if (answer.ok) market.tickets.put([answer.data]);
    setProblem(answer.ok ? undefined : answer.problem);
  }

  useLayoutEffect(() => {
    void read();
    return live.on(({ name }) => {
      if (name === 'reset') void read();
    });
  }, [id]);
  return { ticket, problem, readAnew: () => void read() };
}
