import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

const texts = z.record(z.string(), z.string()).default({});
const packageJson = z.object({
  scripts: texts,
  dependencies: texts,
  devDependencies: texts,
  engines: z.object({ node: z.string() }).optional(),
  workspaces: z.array(z.string()).optional(),
});

const workflow = z.object({
  permissions: z.unknown(),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      strategy: z.unknown().optional(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

const dependabot = z.object({
  version: z.literal(2),
  updates: z.array(
    z.object({
      'package-ecosystem': z.string(),
      directory: z.string(),
      schedule: z.object({ interval: z.literal('weekly') }),
      ignore: z
        .array(z.object({ 'dependency-name': z.string(), versions: z.array(z.string()).default([]) }))
        .default([]),
    }),
  ),
});

describe('the workflow', async () => {
  const { permissions, jobs } = workflow.parse(await yaml('.github/workflows/ci.yml'));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('it may read the repository, and no more', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  test('each job ends in a time of its own', () => {
    for (const [name, job] of Object.entries(jobs))
      expect(job['timeout-minutes'], name).toBeLessThanOrEqual(60);
  });

  test('what it runs is there', async () => {
    const { scripts } = await manifest('.');
    const runs = steps.flatMap(({ run }) => run ?? []);
    expect(runs).toContain('bash .ci/run');
    for (const run of runs) {
      const [, file] = /^bash (\S+)$/.exec(run) ?? [];
      const [, script] = /^(?:sudo env "PATH=\$PATH" )?npm run (\S+)/.exec(run) ?? [];
      if (file !== undefined) expect(existsSync(join(root, file)), run).toBe(true);
      else if (script === undefined)
        expect(['npm audit signatures', 'docker build --tag holdfast .']).toContain(run);
      else expect(scripts, run).toHaveProperty(script);
    }
  });

  test('its container job fails where the container test can not run', () => {
    const runs = jobs.container?.steps.flatMap(({ run }) => run ?? []);
    expect(runs).toContain('sudo env "PATH=$PATH" npm run test:container -- --required');
  });

  test('actions are of GitHub itself, each of a major version', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });

  test('it runs on the oldest Node that package.json allows, and on those after it', async () => {
    const { engines } = await manifest('.');
    const [, oldest] = /^>=(\d+)\.\d+$/.exec(engines?.node ?? '') ?? [];
    expect(jobs.test?.strategy).toEqual({ 'fail-fast': false, matrix: { node: [Number(oldest), 22, 24] } });
    expect(jobs.audit?.steps.flatMap((step) => step.with?.['node-version'] ?? [])).toEqual([24]);
  });
});

describe('Dependabot', async () => {
  const { updates } = dependabot.parse(await yaml('.github/dependabot.yml'));
  const npm = updates.filter((update) => update['package-ecosystem'] === 'npm');

  test('it knows each lockfile, and the actions', () => {
    const lockfiles = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => `/${name}`)
      .filter((dir) => existsSync(join(root, dir, 'package-lock.json')));
    expect(npm.map(({ directory }) => directory)).toEqual(['/', ...lockfiles]);
    expect(
      updates.filter((update) => !npm.includes(update)).map((update) => update['package-ecosystem']),
    ).toEqual(['github-actions']);
  });

  test.each(
    npm.flatMap(({ directory, ignore }) =>
      ignore.map((one) => ({ directory, name: one['dependency-name'], ...one })),
    ),
  )(
    'in $directory it leaves out versions of $name, which is there in an older one',
    async ({ directory, versions, name }) => {
      const workspaces = directory === '/' ? ((await manifest('.')).workspaces ?? []) : [];
      const manifests = await Promise.all([directory, ...workspaces].map(manifest));
      const installed = manifests.flatMap((one) => one.dependencies[name] ?? one.devDependencies[name] ?? []);
      expect(installed).not.toEqual([]);
      for (const range of versions) {
        const [, from] = /^>=([\d.]+)$/.exec(range) ?? [];
        if (from === undefined) throw new Error(`${range} is of no form that is known here`);
        for (const version of installed) expect(isOlder(version, from), `${version} ${range}`).toBe(true);
      }
    },
  );
});

test('npm runs no program of a package, in any directory that has a lockfile', async () => {
  for (const dir of ['.', 'bench']) {
    expect(await readFile(join(root, dir, '.npmrc'), 'utf8'), dir).toMatch(/^ignore-scripts=true$/m);
  }
});

function isOlder(version: string, than: string): boolean {
  const [ours = [], theirs = []] = [version, than].map((one) => one.split('.').map(Number));
  const at = theirs.findIndex((part, index) => part !== ours[index]);
  return at !== -1 && (ours[at] ?? 0) < (theirs[at] ?? 0);
}

async function yaml(path: string): Promise<unknown> {
  return parse(await readFile(join(root, path), 'utf8'));
}

async function manifest(dir: string) {
  return packageJson.parse(JSON.parse(await readFile(join(root, dir, 'package.json'), 'utf8')));
}
