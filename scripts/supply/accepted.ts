import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Somebody has looked at an advisory and decided to live with it. */
export type AcceptedAdvisory = z.infer<typeof acceptedAdvisory>;

/** @throws Error when an entry lacks something, such as its reason */
export async function readAccepted(file: URL = ACCEPTED): Promise<AcceptedAdvisory[]> {
  return z.array(acceptedAdvisory).parse(JSON.parse(await readFile(file, 'utf8')));
}

const ACCEPTED = new URL('./accepted-advisories.json', import.meta.url);

const acceptedAdvisory = z.strictObject({
  /** As GitHub names it. */
  advisory: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
  package: z.string().min(1),
  /** Why it can do no harm here: a sentence, not a word. */
  reason: z.string().min(20),
  accepted: z.iso.date(),
});
