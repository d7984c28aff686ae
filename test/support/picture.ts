import { readFile } from 'node:fs/promises';

/** The page of a project is read on a phone as well. */
export const MAX_PICTURE_BYTES = 300_000;

/** @throws Error when it is no PNG: one begins with a signature of 8 bytes, and its width stands at 16 (RFC 2083) */
export async function readPicture(path: string): Promise<{ width: number; bytes: number }> {
  const picture = await readFile(path);
  if (picture.subarray(1, 4).toString('latin1') !== 'PNG') throw new Error(`${path} is no PNG`);
  return { width: picture.readUInt32BE(16), bytes: picture.length };
}
