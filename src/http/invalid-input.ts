import type { ValidationTargets } from 'hono';
import type { ZodError } from 'zod';
import type { Problem } from './problem.js';

type InvalidFields = NonNullable<Problem['errors']>;
type Issue = ZodError['issues'][number];

// A body of 64 KiB can hold thousands of unknown fields, and naming all of them helps nobody.
const maxErrors = 50;

/**
 * Names each invalid field by a JSON Pointer (RFC 6901): `/seat/row` for a body, `/query/limit` or
 * `/header/if-match` for a parameter.
 */
export function invalidInput(target: keyof ValidationTargets, error: ZodError): InvalidFields {
  const prefix = target === 'json' ? '' : `/${target}`;
  return error.issues
    .flatMap(describe)
    .slice(0, maxErrors)
    .map(({ path, detail }) => ({ pointer: prefix + path.map(toPointerToken).join(''), detail }));
}

function describe(issue: Issue): { path: PropertyKey[]; detail: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, detail: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], detail: 'Unknown field; leave it out.' }));
}

function toPointerToken(key: PropertyKey): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
