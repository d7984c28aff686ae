import type { Context } from 'hono';

export type BodyText = { outcome: 'read'; text: string } | { outcome: 'too-large' } | { outcome: 'cut-off' };

/**
 * Reads a body of at most `maxBytes` and stops reading at that limit. The text stays on the request, so
 * that `c.req.json()` behind this call does not read again.
 */
export async function readText(c: Context, { maxBytes }: { maxBytes: number }): Promise<BodyText> {
  const announced = c.req.header('Content-Length');
  if (announced !== undefined && Number(announced) > maxBytes) return { outcome: 'too-large' };
  try {
    // Only the parser of HTTP/1.1 makes sure that a body is as long as announced, and a chunked one is not announced.
    if (announced === undefined && !(await bufferBody(c, maxBytes))) return { outcome: 'too-large' };
    return { outcome: 'read', text: await c.req.text() };
  } catch {
    // The caller went away in the middle of the body.
    return { outcome: 'cut-off' };
  }
}

async function bufferBody(c: Context, maxBytes: number): Promise<boolean> {
  const stream = c.req.raw.body;
  if (stream === null) return true;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return false;
    chunks.push(chunk);
  }
  c.req.raw = new Request(c.req.raw, { body: Buffer.concat(chunks) });
  return true;
}
