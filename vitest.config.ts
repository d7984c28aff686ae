import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Tests start servers of their own; one that fell back on the developer's environment would write into their data.
delete process.env.REDIS_URL;
delete process.env.DATA_DIR;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Tests wait for servers more than they compute.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    reporters: process.env.CI === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: 'reports/vitest.json' },
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      // Type errors elsewhere are told by `npm run check`, and by the build that goes before the tests.
      ignoreSourceErrors: true,
    },
  },
});
