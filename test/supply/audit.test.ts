import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { readAccepted } from '../../scripts/supply/accepted.js';
import { createSupplyCommand } from '../../scripts/supply/arguments.js';
import { audit, auditProblems, readReport } from '../../scripts/supply/audit.js';
import { readOptions } from '../support/read-options.js';
import { knowsMs, startRegistry } from './registry.js';

const finding = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'ms',
  severity: 'high',
  title: 'It can be made to wait',
};
const accepted = {
  advisory: finding.advisory,
  package: 'ms',
  reason: 'It is given no text of a user.',
  accepted: '2026-11-23',
};

let cache: string;

// npm keeps what it has heard of an advisory, and the user's own npm must not hear of those that are made up here.
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'holdfast-npm-cache-'));
  vi.stubEnv('npm_config_cache', cache);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

test('audit, a registry that knows an advisory: it is found once, whatever needs the package', async () => {
  const registry = await startRegistry(200, knowsMs);
  const root = await project({
    'node_modules/debug': { version: '4.4.3', dependencies: { ms: '^2.1.3' } },
    'node_modules/ms': { version: '2.1.3' },
  });
  expect(await audit({ root, productionOnly: true, registry })).toEqual({ findings: [finding] });
});

test('audit, packages of the development: asked for only where they count', async () => {
  const asked: string[] = [];
  const registry = await startRegistry(200, {}, (url) => asked.push(url));
  const root = await project({ 'node_modules/debug': { version: '4.4.3', dev: true } });
  await audit({ root, productionOnly: true, registry });
  expect(asked).toEqual([]);
  expect(await audit({ root, productionOnly: false, registry })).toEqual({ findings: [] });
  expect(asked).toEqual(['/-/npm/v1/security/advisories/bulk']);
});

test('audit, a registry without advisories: that is no answer, and never "none found"', async () => {
  const registry = await startRegistry(405, {});
  const root = await project({ 'node_modules/debug': { version: '4.4.3' } });
  expect(await audit({ root, productionOnly: true, registry })).toEqual({
    unanswered: expect.stringContaining('405 Method Not Allowed'),
  });
});

test('readReport: silence is no answer, and output of another kind an error', () => {
  expect(readReport('')).toEqual({ unanswered: 'npm audit said nothing' });
  expect(() => readReport('{"advisories":{}}')).toThrow();
});

test('auditProblems: a finding that is not accepted, and an accepted one that is gone', () => {
  expect(auditProblems([finding], [accepted])).toEqual([]);
  expect(auditProblems([finding], [])).toEqual([
    expect.stringMatching(/^ms: GHSA-aaaa-bbbb-cccc \(high\): It can be made to wait\. Raise it, or say /),
  ]);
  expect(auditProblems([], [accepted])).toEqual([
    expect.stringMatching(/^GHSA-aaaa-bbbb-cccc of ms is found no more: remove it /),
  ]);
  expect(auditProblems([finding], [{ ...accepted, package: 'debug' }])).toHaveLength(2);
});

test('readAccepted: each entry has its advisory, its reason and its day', async () => {
  expect(await readAccepted()).toBeInstanceOf(Array);
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-accepted-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = pathToFileURL(join(dir, 'accepted.json'));
  await writeFile(file, JSON.stringify([accepted]));
  expect(await readAccepted(file)).toEqual([accepted]);
  for (const wrong of [
    { reason: 'fine' },
    { advisory: 'CVE-2026-1' },
    { accepted: 'today' },
    { until: '' },
  ]) {
    await writeFile(file, JSON.stringify([{ ...accepted, ...wrong }]));
    await expect(readAccepted(file), JSON.stringify(wrong)).rejects.toThrow();
  }
});

test('supply, arguments: one thing at a time', () => {
  const read = (args: string[]) => readOptions(createSupplyCommand(), args);
  expect(read([])).toEqual({ check: false, write: false, audit: false });
  expect(() => read(['--check', '--audit'])).toThrow(
    "Option '--check' cannot be used with option '--audit'. npm run supply -- --help says what it takes.",
  );
});

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A checkout of which npm needs only the lockfile. */
async function project(packages: Readonly<Record<string, Locked>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-audit-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const isDev = Object.values(packages).some(({ dev }) => dev);
  const manifest = {
    name: 'audited',
    version: '1.0.0',
    [isDev ? 'devDependencies' : 'dependencies']: { debug: '4.4.3' },
  };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
  const lockfile = {
    name: 'audited',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': manifest, ...packages },
  };
  await writeFile(join(dir, 'package-lock.json'), JSON.stringify(lockfile));
  return dir;
}
