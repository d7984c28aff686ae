import fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { etag, matches, notModified } from '../../src/http/index.js';

/** Each header value, and whether If-Match and If-None-Match match version 3 by it (RFC 9110 section 13.1). */
const table: [header: string, strong: boolean, weak: boolean][] = [
  ['"3"', true, true],
  ['"2"', false, false],
  ['*', true, true],
  [' * ', true, true],
  ['W/"3"', false, true],
  ['w/"3"', false, false],
  ['"2", "3"', true, true],
  ['"2","3"', true, true],
  ['"2",\t"3" ,"4"', true, true],
  [',, "3" ,,', true, true],
  ['W/"3", "3"', true, true],
  ['"1,2", "3"', true, true],
  ['"2, 3"', false, false],
  ['""', false, false],
  ['"ü", "3"', true, true],
  ['"03"', false, false],
  ['"3.0"', false, false],
  ['', false, false],
  [',', false, false],
  ['3', false, false],
  ["'3'", false, false],
  ['"3', false, false],
  ['"3" "4"', false, false],
  ['"3", 4', false, false],
  ['"3", *', false, false],
  ['*, "3"', false, false],
  ['W/ "3"', false, false],
  ['"a b", "3"', false, false],
];

describe('etag', () => {
  it('is the version in quotes', () => {
    expect([etag(0), etag(3)]).toEqual(['"0"', '"3"']);
  });
});

describe('matches (If-Match)', () => {
  it('without the header everything matches', () => {
    expect(matches(undefined, 3)).toBe(true);
  });

  it.each(table)('%s against version 3: %s', (header, strong) => {
    expect(matches(header, 3)).toBe(strong);
  });

  it('matches a list exactly when the version is one of its strong tags', () => {
    const tag = fc.record({ weak: fc.boolean(), version: fc.nat(4) });
    fc.assert(
      fc.property(
        fc.array(tag),
        fc.nat(4),
        fc.constantFrom(',', ', ', ' ,\t', ',,'),
        (tags, version, comma) => {
          const header = tags.map((each) => (each.weak ? 'W/' : '') + etag(each.version)).join(comma);
          expect(matches(header, version)).toBe(tags.some((each) => !each.weak && each.version === version));
        },
      ),
    );
  });

  it('reads any header without an error, and in time that grows with its length only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.nat(),
        (header, version) => matches(header, version) || true,
      ),
    );
    const started = performance.now();
    matches(`${' '.repeat(200_000)}x`, 3);
    matches(`"1"${' '.repeat(200_000)}x`, 3);
    // A header that is tried again from each of its characters takes minutes.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('notModified (If-None-Match)', () => {
  async function notModifiedBy(headers: Record<string, string>) {
    const app = new Hono().get('/', (c) => c.json(notModified(c, 3)));
    return (await app.request('/', { headers })).json();
  }

  it('without the header nothing matches', async () => {
    expect(await notModifiedBy({})).toBe(false);
  });

  it.each(table)('%s against version 3: strong %s, weak %s', async (header, _strong, weak) => {
    expect(await notModifiedBy({ 'If-None-Match': header })).toBe(weak);
  });
});
