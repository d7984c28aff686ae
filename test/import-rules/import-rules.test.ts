import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterEach, expect, test } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

const trees: string[] = [];

afterEach(async () => {
  for (const tree of trees.splice(0)) await rm(tree, { recursive: true });
});

/** What the product's imports look like where every rule is kept. */
const kept = {
  'src/cli/main.ts': [
    "import { Command } from 'commander';",
    "import { readFileSync } from 'node:fs';",
    "import './program.js';",
    "export const load = () => [import('../serve.js'), import('../story/index.js'), import('../verify/run.js'), import('../rebuild/run.js'), import('../dead-letters/index.js')];",
  ],
  'src/cli/program.ts': [],
  'src/serve.ts': ["import './main.js';", "import './config.js';"],
  'src/story/index.ts': ["import '../main.js';", "import '../client/index.js';", "import './table.js';"],
  'src/story/table.ts': [],
  'src/client/index.ts': ["import '../config.js';", "import '../http/index.js';"],
  'src/dead-letters/index.ts': ["import '../client/index.js';"],
  'src/rebuild/run.ts': [
    "import '../bus/index.js';",
    "import '../config.js';",
    "import '../modules/orders/index.js';",
    "import '../modules/tickets/index.js';",
    "import '../redis/index.js';",
  ],
  'src/verify/run.ts': [
    "import '../bus/index.js';",
    "import '../config.js';",
    "import '../events/tickets.js';",
    "import '../redis/index.js';",
  ],
  'src/redis/index.ts': ["import './connect.js';"],
  'src/main.ts': [
    "import './admin/index.js';",
    "import './http/index.js';",
    "import './modules/orders/index.js';",
    "import './modules/tickets/index.js';",
    "import './redis/connect.js';",
    "await import('./tracing/index.js');",
  ],
  'src/tracing/index.ts': ["import '@opentelemetry/api';", "import type { Spans } from '../spans.js';"],
  'src/spans.ts': [],
  'src/config.ts': ["import 'zod';"],
  'src/redis/connect.ts': ["import 'ioredis';"],
  'src/bus/index.ts': ["import './event.js';", "import './gate.js';", "import './lane.js';"],
  'src/bus/event.ts': ["import 'zod';"],
  'src/bus/gate.ts': [],
  'src/bus/refusal.ts': [],
  'src/bus/lane.ts': [
    "import type { Redis } from 'ioredis';",
    "import '../redis/connect.js';",
    "import type { Spans } from '../spans.js';",
  ],
  'src/events/tickets.ts': ["import 'zod';", "import '../bus/event.js';"],
  'src/http/index.ts': ["import type { Bus } from '../bus/index.js';"],
  'src/admin/index.ts': ["import '../bus/index.js';", "import '../http/index.js';", "import './routes.js';"],
  'src/admin/routes.ts': [],
  'src/modules/tickets/index.ts': [
    "import '../../bus/index.js';",
    "import '../../http/index.js';",
    "import './ticket.js';",
  ],
  'src/modules/tickets/ticket.ts': ["import '../../bus/refusal.js';", "import '../../events/tickets.js';"],
  'src/modules/orders/index.ts': ["import './order.js';"],
  'src/modules/orders/order.ts': ["import '../../bus/refusal.js';"],
  'web/main.tsx': ["import './page.js';", "import type { paths } from './api/schema.js';"],
  'web/page.tsx': ['export const page = <p>text</p>;'],
  'web/api/schema.d.ts': [],
  'bench/statistics.ts': [],
  'test/bench/statistics.test.ts': ["import '../../bench/statistics.js';"],
  'test/flow.test.ts': ["import { test } from 'vitest';", "import '../src/main.js';"],
} satisfies Record<string, string[]>;

const foreign = 'a-module-imports-its-own-files-the-bus-the-events-and-http';

const room = 'a-room-imports-its-own-files-the-events-and-the-faces-of-bus-and-http';
const auditor = 'the-auditor-shares-no-code-with-the-writers';
const alone = 'only-the-composition-root-knows-a-room';

// Most of them import a type: a rule that saw only values would let the other half of a coupling pass.
const broken: readonly [rule: string, file: string, line: string][] = [
  ['modules-know-nothing-of-one-another', 'src/modules/tickets/index.ts', type('../orders/index.js')],
  ['modules-know-nothing-of-one-another', 'src/modules/orders/order.ts', type('../tickets/ticket.js')],
  [foreign, 'src/modules/tickets/index.ts', type('../../bus/lane.js')],
  [foreign, 'src/modules/tickets/index.ts', type('../../bus/event.js')],
  [foreign, 'src/modules/orders/index.ts', type('../../redis/connect.js')],
  [foreign, 'src/modules/orders/index.ts', type('../../config.js')],
  ['events-import-only-the-event-and-zod', 'src/events/tickets.ts', type('../bus/gate.js')],
  ['events-import-only-the-event-and-zod', 'src/events/tickets.ts', type('node:util')],
  ['http-bus-redis-and-config-know-no-module', 'src/config.ts', type('./modules/orders/index.js')],
  ['http-bus-redis-and-config-know-no-module', 'src/http/index.ts', type('../modules/orders/order.js')],
  ['http-bus-redis-and-config-know-no-module', 'src/bus/lane.ts', type('../modules/orders/index.js')],
  ['the-bus-imports-nothing-but-redis', 'src/bus/lane.ts', type('../http/index.js')],
  ['the-bus-imports-nothing-but-redis', 'src/bus/lane.ts', type('../config.js')],
  ['http-sees-only-the-face-of-the-bus', 'src/http/index.ts', type('../bus/lane.js')],
  [room, 'src/admin/routes.ts', type('../modules/orders/index.js')],
  [room, 'src/admin/index.ts', type('../bus/lane.js')],
  [room, 'src/admin/index.ts', type('../redis/connect.js')],
  [alone, 'src/http/index.ts', type('../admin/index.js')],
  [alone, 'src/bus/lane.ts', type('../admin/index.js')],
  [alone, 'src/redis/connect.ts', type('../admin/index.js')],
  [alone, 'src/config.ts', type('./admin/index.js')],
  [alone, 'src/modules/orders/index.ts', type('../../admin/index.js')],
  ['the-composition-root-sees-only-faces', 'src/main.ts', type('./admin/routes.js')],
  ['the-composition-root-sees-only-faces', 'src/main.ts', type('./modules/tickets/ticket.js')],
  ['the-composition-root-sees-only-faces', 'src/story/index.ts', type('../bus/lane.js')],
  ['the-composition-root-sees-only-faces', 'src/rebuild/run.ts', type('../modules/orders/order.js')],
  ['the-command-line-loads-late-what-a-command-does', 'src/cli/main.ts', "import '../main.js';"],
  ['the-command-line-loads-late-what-a-command-does', 'src/cli/program.ts', "import 'zod';"],
  ['a-client-knows-a-server-by-http-alone', 'src/client/index.ts', type('../bus/index.js')],
  ['a-client-knows-a-server-by-http-alone', 'src/client/index.ts', type('../main.js')],
  ['a-client-knows-a-server-by-http-alone', 'src/dead-letters/index.ts', type('../admin/index.js')],
  ['nothing-imports-the-composition-root', 'src/redis/connect.ts', type('../main.js')],
  ['nothing-imports-the-composition-root', 'src/redis/connect.ts', type('../cli/program.js')],
  [auditor, 'src/verify/run.ts', type('../modules/orders/order.js')],
  [auditor, 'src/verify/run.ts', type('../bus/gate.js')],
  [auditor, 'src/verify/run.ts', type('../main.js')],
  ['nothing-imports-the-auditor', 'src/main.ts', type('./verify/run.js')],
  ['nothing-imports-the-auditor', 'src/story/index.ts', type('../verify/run.js')],
  ['pure-files-reach-no-io', 'src/modules/tickets/ticket.ts', "import 'node:crypto';"],
  ['pure-files-reach-no-io', 'src/modules/orders/order.ts', type('uuid')],
  ['pure-files-reach-no-io', 'src/modules/orders/order.ts', "import '../../http/index.js';"],
  ['pure-files-reach-no-io', 'src/bus/gate.ts', type('ioredis')],
  ['ioredis-only-in-redis-and-bus', 'src/modules/tickets/index.ts', type('ioredis')],
  ['ioredis-only-in-redis-and-bus', 'src/main.ts', "export type { Redis } from 'ioredis';"],
  ['only-tracing-knows-open-telemetry', 'src/bus/lane.ts', type('@opentelemetry/api')],
  ['tracing-is-loaded-where-it-is-asked-for', 'src/serve.ts', "import './tracing/index.js';"],
  ['tracing-is-loaded-where-it-is-asked-for', 'src/http/index.ts', type('../tracing/index.js')],
  ['tracing-imports-only-what-it-is-told', 'src/tracing/index.ts', type('../bus/index.js')],
  ['no-cycles', 'src/modules/tickets/ticket.ts', type('./index.js')],
  ['no-orphans', 'src/http/forgotten.ts', 'export {};'],
  ['every-source-is-used-by-the-product', 'src/http/unused.ts', "import './index.js';"],
  ['the-page-imports-nothing-of-the-server', 'web/page.tsx', type('../src/http/index.js')],
  ['nothing-imports-the-page', 'src/main.ts', type('../web/page.js')],
  ['all-of-the-page-is-used', 'web/unused.tsx', "import './page.js';"],
  ['sources-do-not-import-tests-or-tools', 'src/main.ts', type('../test/flow.test.js')],
  ['only-its-own-tests-import-the-benchmark', 'test/flow.test.ts', type('../bench/statistics.js')],
  ['sources-do-not-import-dev-dependencies', 'src/main.ts', type('vitest')],
  ['imports-are-declared-and-exist', 'src/main.ts', "import './nowhere.js';"],
  ['imports-are-declared-and-exist', 'src/main.ts', "import 'enhanced-resolve';"],
];

test('import rules: a tree that keeps them all has no violation', async () => {
  expect(await violations({})).toEqual([]);
});

test.for(broken)('%s: broken by %s with %s', async ([rule, file, line]) => {
  expect(await violations({ [file]: line })).toContain(rule);
});

test('import rules: each has a case here that breaks it', () => {
  const rules = (config.forbidden ?? []).map(({ name }) => name);
  expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(rules));
});

function type(specifier: string): string {
  return `import type { Something } from '${specifier}';`;
}

/** The names of the rules that are broken once `added` stands in the tree. */
async function violations(added: Record<string, string>): Promise<string[]> {
  const tree = await mkdtemp(join(tmpdir(), 'holdfast-imports-'));
  trees.push(tree);
  const root = resolve(import.meta.dirname, '../..');
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  await symlink(join(root, 'package.json'), join(tree, 'package.json'));
  for (const [file, lines] of Object.entries<string[]>({ ...kept, ...withAdded(added) })) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), lines.join('\n'));
  }
  const { output } = await cruise(['src', 'web', 'test'], {
    ...config.options,
    baseDir: tree,
    ruleSet: { forbidden: config.forbidden ?? [] },
    validate: true,
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule }) => rule.name);
}

function withAdded(added: Record<string, string>): Record<string, string[]> {
  const before: Record<string, string[]> = kept;
  return Object.fromEntries(
    Object.entries(added).map(([file, line]) => [file, [...(before[file] ?? []), line]]),
  );
}
