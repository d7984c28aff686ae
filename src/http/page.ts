import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { JSONValue } from 'hono/utils/types';
import { json } from './answer.js';
import { idParam } from './id-param.js';

/**
 * The query parameters of a list; spread them into the schema of a route's query.
 *
 * @param position what a cursor of this list holds; it is encoded as `page` is given it
 */
export function pageQueryOf(position: z.ZodType<string>) {
  return {
    limit: z
      .string()
      .regex(/^\d{1,3}$/, 'A whole number from 1 to 100.')
      .transform(Number)
      .pipe(z.int().min(1).max(100))
      .default(20)
      .openapi({
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 20,
        description: 'How many items at most.',
      }),
    cursor: z
      .string()
      .transform((cursor, context) => {
        const text = decodeCursor(cursor, position);
        if (text !== undefined) return text;
        context.addIssue('No cursor of this server; use the one in next, or leave it out to start again.');
        return z.NEVER;
      })
      .optional()
      .openapi({ type: 'string', description: 'The next of the page before this one.' }),
  };
}

/** The same for a list of records, whose cursors hold their ids. */
export const pageQuery = pageQueryOf(idParam);

export type Page<Item> = {
  items: Item[];
  /** The id of the last item when there may be more, else `null`. The caller gets it as an opaque cursor. */
  next: string | null;
};

/**
 * Answers with one page of a list, and with a `Link` to the next one (RFC 8288) that keeps the other query
 * parameters.
 */
export function page<Item extends JSONValue>(c: Context, { items, next }: Page<Item>) {
  const cursor = next === null ? null : encodeCursor(next);
  const link = cursor === null ? {} : { Link: `<${nextUrl(c.req.url, cursor)}>; rel="next"` };
  return json(c, { items, next: cursor }, 200, link);
}

/** How a route tells in its `responses` that an answer links to the next page. */
export const linkHeader = {
  Link: {
    description: 'The next page, where there is one: `<…>; rel="next"` (RFC 8288).',
    schema: { type: 'string' as const },
  },
};

/** The schema of a page, for a route's `responses`. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .openapi({ description: 'The cursor of the next page; null on the last one.' }),
  });
}

// A query alone is a relative reference (RFC 3986 section 4.2), so the link also holds when a proxy
// serves this path under a prefix or another host.
function nextUrl(url: string, cursor: string): string {
  const query = new URL(url).searchParams;
  query.set('cursor', cursor);
  return `?${query}`;
}

function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

function decodeCursor(cursor: string, position: z.ZodType<string>): string | undefined {
  const text = position.safeParse(Buffer.from(cursor, 'base64url').toString());
  // Buffer skips what is not base64url; only a cursor that encodes back to itself is one of ours.
  return text.success && encodeCursor(text.data) === cursor ? text.data : undefined;
}
