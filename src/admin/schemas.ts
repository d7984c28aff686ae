import { z } from '@hono/zod-openapi';
import { isDeadLetterId, type ListedDeadLetter } from '../bus/index.js';
import { pageQueryOf } from '../http/index.js';

const id = z.string().openapi({
  description: 'Names the dead letter: its group, its partition and its id among the dead letters there.',
  example: 'orders-0-1732300000000-0',
});

/** A dead letter as the API shows it: where it comes from, what went wrong, and the entry as far as it can be read. */
export const deadLetterSchema = z
  .object({
    id,
    group: z.string().openapi({ description: 'The consumer group that failed.', example: 'orders' }),
    stream: z.string().openapi({ description: 'The stream that the entry stood in.', example: 'tickets' }),
    partition: z.int(),
    entryId: z
      .string()
      .nullable()
      .openapi({ description: 'Its id in that stream; null when the dead letter itself is damaged.' }),
    type: z.string().nullable().openapi({ example: 'ticket:updated' }),
    subject: z.string().nullable().openapi({ description: 'The ticket that it is about.' }),
    sequence: z.int().nullable().openapi({ description: 'Its place among the entries about its subject.' }),
    error: z.string().openapi({ description: 'Why it could not be applied.' }),
    attempts: z.int(),
    failedAt: z.iso.datetime().nullable(),
    waiting: z.int().min(0).openapi({
      description:
        'How many entries about the same subject wait in the process that answers; others may hold more.',
    }),
    data: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
      .nullable()
      .openapi({ description: 'The data of the entry; as text, when they are not JSON.' }),
  })
  .openapi('DeadLetter');

export const replaySchema = z
  .object({
    id,
    outcome: z.enum(['applied', 'duplicate']).openapi({
      description: '`duplicate`: it had been applied already, in another way.',
    }),
  })
  .openapi('Replay');

export const deadLetterPath = z.object({ id });

export const deadLetterQuery = z.strictObject(pageQueryOf(z.string().refine(isDeadLetterId)));

/** What is shown of a dead letter. Its entry may be anything, so each attribute is looked at by itself. */
export function show({ fields, ...letter }: ListedDeadLetter) {
  const { type = null, subject = null, sequence, data } = fields;
  return { ...letter, type, subject, sequence: readSequence(sequence), data: readData(data) };
}

function readSequence(text = ''): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null;
}

function readData(text: string | undefined) {
  if (text === undefined) return null;
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}
