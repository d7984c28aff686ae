import { z } from 'zod';
import { type Client, Refused } from '../client/index.js';

const deadLetter = z.looseObject({
  id: z.string(),
  group: z.string(),
  stream: z.string(),
  partition: z.number(),
  entryId: z.string().nullable(),
  type: z.string().nullable(),
  subject: z.string().nullable(),
  sequence: z.number().nullable(),
  error: z.string(),
  attempts: z.number(),
  failedAt: z.string().nullable(),
  waiting: z.number(),
  data: z.unknown(),
});

/** A dead letter as a server shows it, with whatever else it tells. */
export type DeadLetter = z.infer<typeof deadLetter>;

/** The server has understood, and the answer is no. */
export interface Declined {
  readonly declined: string;
  /** A sentence that says what to do. */
  readonly detail: string;
}

/** The calls that an operator sends (docs/api/openapi.json). */
export interface DeadLetterCalls {
  /** One page after the other, newest first. */
  pages(): AsyncGenerator<DeadLetter[]>;
  replay(id: string): Promise<{ readonly outcome: string } | Declined>;
  discard(id: string): Promise<{ readonly outcome: 'discarded' } | Declined>;
}

const PATH = '/api/admin/dead-letters';

const pageOf = z.object({ items: z.array(deadLetter), next: z.string().nullable() });

/** @param client of somebody with the scope `admin` */
export function createDeadLetterCalls(client: Client): DeadLetterCalls {
  const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
  return {
    async *pages() {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = new URLSearchParams({ limit: '100', ...(cursor !== '' && { cursor }) });
        const page: z.infer<typeof pageOf> = pageOf.parse(await client.call('GET', `${PATH}?${query}`));
        yield page.items;
        cursor = page.next;
      }
    },
    replay: (id) =>
      client.call('POST', `${pathOf(id)}/replay`).then((answer) => replayed.parse(answer), declinedBy),
    discard: (id) => client.call('DELETE', pathOf(id)).then(() => ({ outcome: 'discarded' }), declinedBy),
  };
}

const replayed = z.object({ outcome: z.string() });

/** What an operator may be told about a dead letter; whatever else is refused is no answer. */
const DECLINED = ['not-found', 'replay-early', 'replay-failed'];

function declinedBy(error: unknown): Declined {
  if (error instanceof Refused && error.slug !== undefined && DECLINED.includes(error.slug))
    return { declined: error.slug, detail: error.detail };
  throw error;
}
