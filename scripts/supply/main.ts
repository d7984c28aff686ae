import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runAsProcess, work } from '../../src/command-line.js';
import { readLockfile } from '../lockfile.js';
import { readAccepted } from './accepted.js';
import { createSupplyCommand, type Options } from './arguments.js';
import { audit, auditProblems, printFinding } from './audit.js';
import { bundledPackages } from './bundled.js';
import { installScriptProblems } from './install-scripts.js';
import { licenceProblems, licencesDocument, shippedPackages } from './licences.js';
import { BUDGET_MB, printSizes, productionSizes, sizeProblems } from './sizes.js';

/** `npm run supply` as a process. */
async function main(_signal: AbortSignal, options: Options): Promise<number> {
  if (options.write) return await write();
  const problems: string[] = [];
  if (!options.audit) problems.push(...(await offlineProblems(options)));
  if (!options.check) problems.push(...(await askRegistry(options)));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

async function write(): Promise<number> {
  const shipped = shippedPackages(await readLockfile(ROOT), await bundledPackages(ROOT));
  await writeFile(LICENCES, licencesDocument(shipped));
  return 0;
}

async function offlineProblems({ check }: Options): Promise<string[]> {
  const locked = await readLockfile(ROOT);
  const shipped = shippedPackages(locked, await bundledPackages(ROOT));
  const sizes = await productionSizes(ROOT, locked);
  await readAccepted();
  say(`${shipped.length} shipped packages: see docs/licences.md\n${printSizes(sizes, check ? 0 : 12)}`);
  say(`the budget is ${BUDGET_MB} MB`);
  const { allowScripts } = manifest.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  return [
    ...licenceProblems(shipped),
    ...((await readFile(LICENCES, 'utf8')) === licencesDocument(shipped)
      ? []
      : ['docs/licences.md is no longer true: npm run supply -- --write mends it.']),
    ...installScriptProblems(locked, allowScripts),
    ...sizeProblems(sizes),
  ];
}

/** What runs in production has to be without findings; what only the development needs is told. */
async function askRegistry({ audit: mustAnswer }: Options): Promise<string[]> {
  const production = await audit({ root: ROOT, productionOnly: true });
  if ('unanswered' in production) {
    const sentence = `The registry can't tell of advisories (${production.unanswered}).`;
    if (mustAnswer) throw new Error(sentence);
    say(`${sentence} The workflow of this repository asks one that can.`);
    return [];
  }
  const problems = auditProblems(production.findings, await readAccepted());
  say(`advisories about the packages of a server: ${production.findings.length}`);
  for (const [where, root] of DEVELOPMENT) {
    const all = await audit({ root, productionOnly: false });
    if ('unanswered' in all) continue;
    say(`advisories about all packages of ${where}: ${all.findings.length}`);
    for (const finding of all.findings) say(`  ${printFinding(finding)}`);
  }
  return problems;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const ROOT = join(import.meta.dirname, '../..');
const LICENCES = join(ROOT, 'docs/licences.md');
const DEVELOPMENT = [
  ['the checkout', ROOT],
  ['the benchmark', join(ROOT, 'bench')],
] as const;

const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

await runAsProcess(createSupplyCommand().action(work(main)));
