import { describe, expect, test } from 'vitest';
import { audit } from '../support/audit.js';
import { damageToHistories } from './damage-to-histories.js';
import { damageToIndexes } from './damage-to-indexes.js';
import { damageToRecords } from './damage-to-records.js';
import { damageToStreams } from './damage-to-streams.js';
import { settledWorld } from './world.js';

describe('verify', () => {
  test.for([...damageToStreams, ...damageToRecords, ...damageToIndexes, ...damageToHistories])(
    '$name: named with its keys, and nothing else is',
    async ({ harm, checks, keys, detail }) => {
      const world = await settledWorld();
      await harm(world);

      const { ok, violations } = await audit(world.server.target);
      expect(ok).toBe(false);
      expect(violations).toContainEqual({
        check: checks[0],
        partition: expect.any(Number),
        keys: keys(world).map((key) => expect.stringMatching(pattern(key))),
        detail: expect.stringMatching(detail),
      });
      expect(new Set(violations.map(({ check }) => check))).toEqual(new Set(checks));
    },
  );
});

/** A key, and the id of an entry behind it where it is a stream. */
function pattern(key: string): RegExp {
  return new RegExp(
    `^${key.replaceAll(/[{}]/g, String.raw`\$&`)}${/:(tickets|orders)$/.test(key) ? '( \\d+-\\d+)?' : ''}$`,
  );
}
