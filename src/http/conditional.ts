import type { Context } from 'hono';

/** The strong entity tag of a version (RFC 9110 section 8.8.3): `"3"`, quotes included. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** How a route tells in its `responses` that an answer carries the version. */
export const etagHeader = {
  ETag: {
    description: 'The version as a strong entity tag (RFC 9110 section 8.8.3).',
    required: true,
    schema: { type: 'string' as const, pattern: '^"\\d+"$', example: '"3"' },
  },
};

/** How a route tells in its `parameters` that it looks at `If-Match`. */
export const ifMatchParameter = {
  name: 'If-Match',
  in: 'header' as const,
  // No example: a page to try calls in would send it.
  description:
    'Changes the record only if it has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.1).',
  schema: { type: 'string' as const },
};

/** How a route tells in its `parameters` that it looks at `If-None-Match`. */
export const ifNoneMatchParameter = {
  name: 'If-None-Match',
  in: 'header' as const,
  description:
    'Answers 304 if the record has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.2).',
  schema: { type: 'string' as const },
};

/**
 * Whether a change may go on under its `If-Match` header (RFC 9110 section 13.1.1). Tags are compared strongly,
 * so a weak one never matches, and a header that is malformed matches nothing. No header matches everything.
 */
export function matches(ifMatch: string | undefined, version: number): boolean {
  if (ifMatch === undefined) return true;
  const tags = parseEntityTags(ifMatch);
  return tags === '*' || tags.some(({ weak, tag }) => !weak && tag === etag(version));
}

/**
 * Whether the caller's copy is the current one by its `If-None-Match` header (RFC 9110 section 13.1.2), compared
 * weakly. Then the answer is 304 without a body, with the same `ETag`.
 *
 * @example
 * ```ts
 * const headers = { ETag: etag(ticket.version) };
 * if (notModified(c, ticket.version)) return empty(c, 304, headers);
 * ```
 */
export function notModified(c: Context, version: number): boolean {
  return knowsTag(c, etag(version));
}

/** The same for a record whose entity tag is not its version. */
export function knowsTag(c: Context, current: string): boolean {
  const ifNoneMatch = c.req.header('If-None-Match');
  if (ifNoneMatch === undefined) return false;
  const tags = parseEntityTags(ifNoneMatch);
  return tags === '*' || tags.some(({ tag }) => tag === current);
}

type EntityTag = { weak: boolean; tag: string };

function parseEntityTags(header: string): '*' | EntityTag[] {
  if (header.trim() === '*') return '*';
  const tags: EntityTag[] = [];
  // An opaque tag may hold commas, so the list can't be split at them (RFC 9110 section 8.8.3).
  // Empty list elements must be accepted (section 5.6.1.2).
  const element = /[ \t]*(?:(W\/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|$)/y;
  while (element.lastIndex < header.length) {
    const found = element.exec(header);
    if (found === null) return [];
    const [, weak, tag] = found;
    if (tag !== undefined) tags.push({ weak: weak !== undefined, tag });
  }
  return tags;
}
